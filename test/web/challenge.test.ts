import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestService, type TestService } from "../service/support.ts";
import { openBrowser } from "../support/browser.ts";
import { type Visit, visit } from "./visit.ts";

/** The page of a stage whose web ACL demands a challenge, which stands here for AWS WAF. */

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** A visit whose calls of the API are answered as WAF answers, until the challenge was opened. */
async function challenged(configured: boolean): Promise<Visit> {
  const user = await visit(service, browser);
  const { page } = user;
  let passed = false;
  await page.route("**/config.json", async (route) => {
    const answer = await route.fetch();
    const challengeUrl = configured ? { challengeUrl: "challenge" } : {};
    await route.fulfill({ json: { ...(await answer.json()), ...challengeUrl } });
  });
  await page.route("**/challenge", (route) => {
    passed = true;
    return route.fulfill({ status: 302, headers: { location: "/" } });
  });
  await page.route("**/graphql", (route) =>
    passed ? route.continue() : route.fulfill({ status: 202, headers: { "x-amzn-waf-action": "challenge" }, body: "" }),
  );
  await page.goto(new URL("#/code", service.outputs.pageUrl).href);
  await page.reload();
  await user.signIn("user@example.com");
  await user.sees("Get a code");
  await user.press("Send code");
  return user;
}
const opened = ({ requests }: Visit) => requests.filter((url) => url.endsWith("/challenge"));

test("S27 a call that needs the challenge leads to it and back to the view, where the call goes through", async () => {
  const user = await challenged(true);
  await user.page.getByLabel("Password", { exact: true }).waitFor();
  expect(opened(user)).toHaveLength(1);
  expect(new URL(user.page.url()).hash).toBe("#/code");
  await user.signIn("user@example.com");
  await user.sees("Get a code");
  await user.press("Send code");
  await user.sees("Enter your code");
  // The page has run nothing of others on the way.
  expect(user.reports).toEqual([]);
});

test("S27 a page without a challenge goes nowhere, whatever it is answered", async () => {
  const user = await challenged(false);
  await user.page.getByRole("alert").first().waitFor();
  expect(opened(user)).toEqual([]);
});
