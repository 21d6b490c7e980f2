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

/** A visit to a page whose public fields are answered as WAF answers, unless the challenge was passed just before. */
async function challenged(challengeUrl: string | undefined): Promise<{ user: Visit; expire: () => void }> {
  const user = await visit(service, browser);
  const { page } = user;
  let passed = false;
  await page.route("**/config.json", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), challengeUrl } });
  });
  await page.route("**/challenge", (route) => {
    passed = true;
    return route.fulfill({ status: 302, headers: { location: "/" } });
  });
  await page.route("**/graphql", (route) =>
    passed ? route.continue() : route.fulfill({ status: 202, headers: { "x-amzn-waf-action": "challenge" }, body: "" }),
  );
  await page.reload();
  return {
    user,
    expire() {
      passed = false;
    },
  };
}
const opened = ({ requests }: Visit) => requests.filter((url) => url.endsWith("/challenge")).length;

/** Asks for a code as somebody does who forgot the password. */
async function asks({ page, press }: Visit): Promise<void> {
  await page.getByLabel("Email address").fill("user@example.com");
  await press("Send code");
}

test("S27 S49 the challenge is passed on the way to forgot password, in a page of its own, and comes again once it has expired", async () => {
  const { user, expire } = await challenged("challenge");
  const username = () => user.page.getByLabel("Email address").inputValue();
  await user.page.getByLabel("Email address").fill("user@example.com");
  await user.page.getByRole("link", { name: "Forgot password?" }).click();
  await user.sees("Forgot your password?");
  expect(opened(user)).toBe(1);
  // What was typed comes along, and is kept no longer than that.
  expect(await username()).toBe("user@example.com");
  expect(await user.page.evaluate(() => sessionStorage.length)).toBe(0);
  expect(new URL(user.page.url())).toMatchObject({ pathname: "/", hash: "#/forgot" });
  expire();
  const isBack = user.page.waitForEvent("load");
  await asks(user);
  await isBack;
  expect(opened(user)).toBe(2);
  await user.sees("Forgot your password?");
  expect(await username()).toBe("user@example.com");
  await user.press("Send code");
  await user.page.getByText(/^If there is an account for/).waitFor();
  expect(opened(user)).toBe(2);
  // The page itself has run nothing of others.
  expect(user.reports).toEqual([]);
});

test("S27 a page without a challenge goes straight to the view, and nowhere else, whatever it is answered", async () => {
  const { user } = await challenged(undefined);
  await user.page.getByRole("link", { name: "Forgot password?" }).click();
  await user.sees("Forgot your password?");
  await asks(user);
  await user.page.getByRole("alert").first().waitFor();
  expect(opened(user)).toBe(0);
});
