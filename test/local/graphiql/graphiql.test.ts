import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { decodeJwt } from "jose";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ACCOUNTS } from "../../../local/accounts.ts";
import { administrator } from "../../service/pool-user.ts";
import { startTestService, type TestService } from "../../service/support.ts";
import { openBrowser } from "../../support/browser.ts";

/** GraphiQL in a real browser: as whom it sends, what it shows of the answers, and how it looks. */

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [USER, OPERATOR] = ACCOUNTS.map(({ email }) => email) as [string, string];

let service: TestService;
let browser: Browser;
/** Answers with an error status, and requests to other origins, since the test began. */
let refused: string[];
let foreign: string[];

beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});
beforeEach(() => {
  refused = [];
  foreign = [];
  // Nobody's requests of one test are too many for the next.
  service.advance(86_400);
});
afterEach(() => {
  expect(refused).toEqual([]);
  expect(foreign).toEqual([]);
});

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const { origin } = new URL(service.outputs.graphqlUrl);
  page.setDefaultTimeout(20_000);
  page.on("response", (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith("data:")) foreign.push(request.url());
  });
  page.on("pageerror", (error) => refused.push(`${error}`));
  page.on("console", (message) => {
    if (message.type() === "error") refused.push(message.text());
  });
  await page.goto(service.outputs.graphqlUrl);
  await page.locator(".graphiql-query-editor .CodeMirror").waitFor();
  return page;
}

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

/** Runs what the editor holds. @returns what the response shows, and the header fields that the request had */
async function run(page: Page) {
  const answering = page.waitForResponse(service.outputs.graphqlUrl);
  await page.getByRole("button", { name: /^Execute/ }).click();
  const request = (await answering).request();
  await page.locator(".graphiql-response .graphiql-spinner").waitFor({ state: "detached" });
  const shown = await page.evaluate("document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()");
  return { shown: JSON.parse(shown as string), headers: await request.allHeaders() };
}

/** Replaces the text of the editor by an operation, and waits until GraphiQL has read it. */
async function write(page: Page, operation: string) {
  const editor = 'document.querySelector(".graphiql-query-editor .CodeMirror").CodeMirror';
  await page.evaluate(`${editor}.setValue(${JSON.stringify(operation)})`);
  await reads(page, operation.split(" ")[1] as string);
}

const reads = (page: Page, operation: string) => page.getByRole("tab", { name: operation, exact: true }).waitFor();

const written = (page: Page) =>
  page.evaluate<string>("document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue()");

const chosen = (page: Page) => page.getByRole("group", { name: "Send as" }).getByRole("button", { pressed: true });

/** Whether the page has to be scrolled sideways. */
const isWide = (page: Page) => page.evaluate("document.documentElement.scrollWidth > innerWidth");

test("opens with its docs and without an error, as the first account, with a query that runs", async () => {
  const page = await open();
  await page.getByRole("link", { name: "Mutation" }).waitFor();
  expect(await page.getByText("Error fetching schema").count()).toBe(0);
  expect(await chosen(page).allTextContents()).toEqual([USER]);
  const { shown } = await run(page);
  expect(shown.data.requestOtp.token.destination).toBe("u•••@example.com");
  expect(service.lastMessageTo(USER).text).toMatch(/\d{6}/);
});

test("has a button for each account, each backend and the API key, whose query is answered as that caller", async () => {
  const page = await open();
  const sub = async (email: string) =>
    decodeJwt((await service.cognito.tokensOf(email, service.outputs.userPoolClientId)).IdToken).sub;
  const callers = [
    { name: USER, path: ["requestOtp", "token", "subject"], is: await sub(USER) },
    { name: OPERATOR, path: ["requestOtp", "token", "subject"], is: await sub(OPERATOR) },
    { name: "shop-backend", path: ["requestOtp", "token", "subject"], is: "customer-1" },
    { name: "bank-backend", path: ["requestOtp", "token", "subject"], is: "customer-1" },
    { name: "API key", path: ["requestPasswordReset", "id"], is: expect.any(String) },
  ];
  const bar = page.getByRole("group", { name: "Send as" });
  expect(await bar.getByRole("button").allTextContents()).toEqual([...callers.map(({ name }) => name), "Own headers"]);
  for (const { name, path, is } of callers) {
    await press(page, name);
    await reads(page, name === "API key" ? "RequestPasswordReset" : "RequestOtp");
    const { shown } = await run(page);
    const value = path.reduce((part, key) => part?.[key], shown.data);
    expect(value, `${name}: ${JSON.stringify(shown)}`).toEqual(is);
  }
});

test("shows an error as the API answers it, with its errorType and errorInfo", async () => {
  const page = await open();
  await run(page);
  const { shown } = await run(page);
  expect(shown).toMatchObject({
    data: { requestOtp: null },
    errors: [{ errorType: "Throttled", errorInfo: { limit: "COOLDOWN", retryAfterSeconds: 30 }, path: ["requestOtp"] }],
  });
  expect(await page.locator(".result-window").innerText()).toContain("Throttled");
});

test("renews a token that has expired, and one whose account has changed", async () => {
  const page = await open();
  await run(page);
  const again = await run(page);
  service.advance(16 * 60);
  const renewed = await run(page);
  expect(renewed.shown.errors).toBeUndefined();
  expect(renewed.headers.authorization).not.toBe(again.headers.authorization);

  const cognito = administrator(service);
  const account = { UserPoolId: service.outputs.userPoolId, Username: USER };
  const rename = (email: string) =>
    cognito.adminUpdateUserAttributes({
      ...account,
      UserAttributes: Object.entries({ email, email_verified: "true" }).map(([Name, Value]) => ({ Name, Value })),
    });
  service.advance(60);
  await rename("new@example.com");
  account.Username = "new@example.com";
  const { shown } = await run(page);
  expect(shown.data.requestOtp.token.destination).toBe("n•••@example.com");
  await rename(USER);
  cognito.destroy();
});

test("keeps the choice for the tab, and what somebody has written whoever is chosen", async () => {
  const page = await open();
  await press(page, "API key");
  expect(await written(page)).toContain("requestPasswordReset");
  await write(page, "query Mine { activeTokens { items { id } } }");
  await press(page, OPERATOR);
  expect(await written(page)).toContain("query Mine");
  await page.reload();
  await page.locator(".graphiql-query-editor .CodeMirror").waitFor();
  expect(await chosen(page).allTextContents()).toEqual([OPERATOR]);
  expect(await written(page)).toContain("query Mine");
  const other = await page.context().newPage();
  await other.goto(service.outputs.graphqlUrl);
  await chosen(other).waitFor();
  expect(await chosen(other).allTextContents()).toEqual([USER]);
});

test("sends what is typed as headers, alone or over those of the caller", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Headers", exact: true }).click();
  const type = (headers: object) =>
    page.evaluate(
      `document.querySelector('[aria-label="Headers"] .graphiql-editor:not(.hidden) .CodeMirror').CodeMirror.setValue(${JSON.stringify(JSON.stringify(headers))})`,
    );
  await type({ "X-Note": "mine" });
  expect((await run(page)).headers).toMatchObject({ "x-note": "mine", authorization: expect.any(String) });
  await press(page, "Own headers");
  const { shown, headers } = await run(page);
  expect(headers.authorization).toBeUndefined();
  expect(shown.errors).toMatchObject([{ errorType: "UnauthorizedException" }]);
  expect(refused.every((each) => each.includes("401"))).toBe(true);
  refused = [];
  await type({ "x-api-key": service.outputs.apiKey });
  await write(page, `mutation Reset { requestPasswordReset(input: { channel: EMAIL, username: "${USER}" }) { id } }`);
  expect((await run(page)).shown.data.requestPasswordReset.id).toEqual(expect.any(String));
});

test("says so when the API has ended", async () => {
  const page = await open();
  await page.route(service.outputs.graphqlUrl, (route) => route.abort());
  await page.getByRole("button", { name: /^Execute/ }).click();
  await page.getByText("The API cannot be reached. Is it still running?").waitFor();
  refused = [];
});

test.each([
  ["a phone, dark", { width: 360, height: 740 }, "dark"],
  ["a desktop, light", { width: 1280, height: 800 }, "light"],
] as const)(
  "on %s nothing has to be scrolled sideways, and axe finds nothing in the bar",
  async (_, viewport, colorScheme) => {
    const page = await open({ viewport, colorScheme });
    await press(page, "shop-backend");
    await run(page);
    expect(await isWide(page)).toBe(false);
    if (viewport.width < 1000) await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.getByRole("link", { name: "Mutation" }).waitFor();
    expect(await isWide(page)).toBe(false);
    for (const part of [".result-window", ".graphiql-query-editor"]) {
      expect((await page.locator(part).boundingBox())?.width).toBeGreaterThan(280);
    }
    await page.evaluate(AXE);
    const { violations } = await page.evaluate<AxeResults>("axe.run('.bar')");
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`))).toEqual([]);
  },
);

test("is used by keyboard: a caller is chosen and a query is run", async () => {
  const page = await open();
  await page.getByRole("link", { name: "Events" }).focus();
  for (const _ of [USER, OPERATOR]) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await chosen(page).allTextContents()).toEqual([OPERATOR]);
  await page.locator(".graphiql-query-editor .CodeMirror").click();
  await page.keyboard.press("Control+Enter");
  await page.getByText('"operator"').last().waitFor();
});
