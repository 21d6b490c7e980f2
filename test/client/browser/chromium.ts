import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";

/** The command of a Chromium that is on the machine; undefined if there is none. */
export const chromium = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

/** Opens a page in a new browser without a window. @returns what closes it */
export const openPage = (url: string): (() => Promise<void>) => startBrowser(url).close;

/** Opens a page and gives a function that evaluates an expression in it, as the developer tools do. */
export async function inspectPage(url: string): Promise<{ evaluate: Evaluate; close(): Promise<void> }> {
  const { profile, close } = startBrowser(url, "--remote-debugging-port=0");
  const portFile = join(profile, "DevToolsActivePort");
  await expect
    .poll(() => existsSync(portFile) && readFileSync(portFile, "utf8"), { timeout: 20_000 })
    .toMatch(/^\d+\n/);
  const [port] = readFileSync(portFile, "utf8").split("\n");
  const pages = async (): Promise<{ url: string; webSocketDebuggerUrl: string }[]> =>
    (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
  await expect.poll(async () => (await pages()).map((page) => page.url), { timeout: 20_000 }).toContain(url);
  const socket = new WebSocket((await pages()).find((page) => page.url === url)?.webSocketDebuggerUrl as string);
  await once(socket, "open");
  const answers: PromiseWithResolvers<string>[] = [];
  socket.addEventListener("message", ({ data }) => answers[JSON.parse(data).id]?.resolve(data));
  const evaluate: Evaluate = async (expression) => {
    const answer = Promise.withResolvers<string>();
    const id = answers.push(answer) - 1;
    const params = { expression, returnByValue: true, awaitPromise: true };
    socket.send(JSON.stringify({ id, method: "Runtime.evaluate", params }));
    const { result } = JSON.parse(await answer.promise);
    if (result.exceptionDetails) throw new Error(result.exceptionDetails.exception.description);
    return result.result.value;
  };
  return { evaluate, close };
}

/** Gives the value of a JavaScript expression in the page, when its promise is fulfilled if it is one. */
export type Evaluate = (expression: string) => Promise<unknown>;

function startBrowser(url: string, ...more: string[]): { profile: string; close(): Promise<void> } {
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  // Tests run in containers, too, often as root and with little shared memory; the only page is the test's own.
  const container = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"];
  const quiet = ["--headless=new", "--no-first-run", "--disable-background-networking", `--user-data-dir=${profile}`];
  const child = spawn(chromium as string, [...container, ...quiet, ...more, url], { stdio: "ignore" });
  const close = async () => {
    if (child.exitCode === null && child.kill()) await once(child, "exit");
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  return { profile, close };
}
