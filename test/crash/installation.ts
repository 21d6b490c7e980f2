import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OVERRIDES } from "./slot.ts";

/** A service that is killed and started again: its folder, and the environment of all its starts, with the same ports. */
export interface Installation {
  folder: string;
  env: Record<string, string>;
  remove(): void;
}

export async function newInstallation(): Promise<Installation> {
  const top = mkdtempSync(join(tmpdir(), "crashes-"));
  const OTP_SETTINGS = join(top, "settings.json");
  writeFileSync(OTP_SETTINGS, JSON.stringify(OVERRIDES));
  const env = { PORT: String(await threePorts()), OTP_SETTINGS };
  return { folder: join(top, "state"), env, remove: () => rmSync(top, { recursive: true, force: true }) };
}

/** Below the ports from 32768 on, which systems give to programs that ask for any port. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

/** Finds three free ports in a row and gives the first. Every start uses the same ones. */
async function threePorts(): Promise<number> {
  for (;;) {
    const first = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const free = await Promise.all([first, first + 1, first + 2].map(isFree));
    if (free.every(Boolean)) return first;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer().once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
