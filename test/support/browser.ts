import { spawnSync } from "node:child_process";
import packed from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

/** The command of a Chromium that is on the machine; undefined if there is none. */
const installed = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

/** Tests run in containers, too, often as root and with little shared memory; the only page is the tests' own. */
const CONTAINER = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"];

/** Starts a browser without a window: the machine's own Chromium, or the one that comes from npm. */
export async function openBrowser(): Promise<Browser> {
  if (installed) return chromium.launch({ executablePath: pathOf(installed), args: CONTAINER });
  return chromium.launch({ executablePath: await packed.executablePath(), args: [...packed.args, ...CONTAINER] });
}

const pathOf = (command: string) => `${spawnSync("which", [command]).stdout}`.trim();
