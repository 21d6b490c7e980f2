import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type APIRequestContext, type Browser, type Page, request as requests } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { settingsFrom } from "../../settings/read.ts";
import { startTestService, type TestService } from "../service/support.ts";
import { openBrowser } from "../support/browser.ts";

/** docs/testing-your-app.md, whose settings are read and whose Playwright suite runs, twice, because it empties the limits itself. */

const page = readFileSync(new URL("../../docs/testing-your-app.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, text]) => text as string);

/** The fixtures that a test of `@playwright/test` gets, as far as the page uses them. */
interface Fixtures {
  page: Page;
  request: APIRequestContext;
}
type Run = (fixtures: Fixtures) => Promise<void>;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

/** The settings of the page, of which the first part is that of one machine. */
const settings = (block: number) => JSON.parse(blocks("json")[block] as string);

/** Gives the tests of a file for Playwright, with what goes before each. */
function suiteIn(text: string, service: TestService): Map<string, Run> {
  const before: Run[] = [];
  const tests = new Map<string, Run>();
  const name = Object.assign((title: string, run: Run) => void tests.set(title, run), {
    beforeEach: (run: Run) => void before.push(run),
  });
  const body = text.replace(/^import .*$/gm, "");
  new Function("test", "readFileSync", "process", body)(name, readFileSync, {
    env: { OTP_OUTPUTS: join(service.folder, "outputs.json") },
  });
  const whole = (run: Run): Run => {
    return async (fixtures) => {
      for (const each of [...before, run]) await each(fixtures);
    };
  };
  return new Map([...tests].map(([title, run]) => [title, whole(run)]));
}

async function play(run: Run, service: TestService) {
  const context = await browser.newContext({ locale: "en-US" });
  const request = await requests.newContext();
  const tab = await context.newPage();
  tab.setDefaultTimeout(15_000);
  await tab.clock.setFixedTime(service.now());
  await run({ page: tab, request });
  await request.dispose();
  await context.close();
}

test("its settings are such as the service takes", () => {
  expect(settingsFrom(settings(0), Date.UTC(2026, 11, 1)).stages.prod.testMode.destinations).toHaveLength(1);
});

const [suite = ""] = blocks("js");

test("its Playwright suite passes in Chromium, and again at once: each test has all limits to itself", async () => {
  const service = await startTestService();
  const tests = [...suiteIn(suite, service).values()];
  expect(tests).toHaveLength(1);
  for (const run of [...tests, ...tests]) await play(run, service);
  expect(service.messages.inbox.list()).toHaveLength(1);
  await service.stop();
});

test("the same passes by the fixed code of its settings, without a look at the inbox", async () => {
  const service = await startTestService(settings(0));
  const fixed = suite
    .replace(/^ {2}const \[message\].*\n {2}const \[code\].*\n/m, "")
    .replace(".fill(code)", '.fill("424242")');
  expect(fixed).not.toContain("message");
  for (const run of suiteIn(fixed, service).values()) await play(run, service);
  await service.stop();
});

test("its scripts for Cypress and Maestro are JavaScript", () => {
  const scripts = blocks("js").slice(1);
  expect(scripts).toHaveLength(2);
  for (const text of scripts) expect(() => new Function(text)).not.toThrow();
});
