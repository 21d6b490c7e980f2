import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  addAccount,
  codeTo,
  HOLD,
  messagesTo,
  NEW_PASSWORD,
  OLD_PASSWORD,
  settled,
  WRONG_CODE,
} from "../service/resets.ts";
import { codeIn, startTestService, type TestService } from "../service/support.ts";
import { openBrowser } from "../support/browser.ts";
import { says, type Visit, visit } from "./visit.ts";

/** A forgotten password in the page, in a real browser, on a clock that the tests move. */

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** Somebody who has asked for a code, and is about to enter it. */
async function asking(email: string, options = {}) {
  const at = await visit(service, browser, options);
  await at.page.getByRole("link", { name: "Forgot password?" }).click();
  await at.sees("Forgot your password?");
  await at.page.getByLabel("Email address").fill(email);
  await at.press("Send code");
  await at.sees("Choose a new password");
  await settled(service);
  return at;
}
const password = ({ page }: Visit) => page.getByLabel("New password");

test("F11 F17 who forgot the password sets another one by a code, sees the rules met, and signs in with it", async () => {
  const { email } = await addAccount(service);
  const at = await visit(service, browser);
  await at.page.getByLabel("Email address").fill(email);
  await at.page.getByRole("link", { name: "Forgot password?" }).click();
  await at.sees("Forgot your password?");
  // What was typed already need not be typed again.
  expect(await at.page.getByLabel("Email address").inputValue()).toBe(email);
  await at.press("Send code");
  await at.sees("Choose a new password");
  await at.page.getByText(`If there is an account for \u2066${email}\u2069, a code is on its way`).waitFor();
  await settled(service);
  const met = at.page.locator(".rules .met");
  expect(await met.count()).toBe(0);
  await password(at).fill("short1");
  expect(await met.allInnerTexts()).toEqual([expect.stringContaining("lower case"), expect.stringContaining("digit")]);
  await at.enter(codeTo(service, email));
  await at.press("Change password");
  await says(at.page, "This password does not meet the rules below.");
  expect(await password(at).getAttribute("aria-invalid")).toBe("true");
  expect(await password(at).evaluate((element) => element === document.activeElement)).toBe(true);
  await password(at).fill(` ${NEW_PASSWORD}`);
  await at.page.getByText("No space at the beginning or end").waitFor();
  await password(at).fill(NEW_PASSWORD);
  expect(await met.count()).toBe(5);
  await at.press("Change password");
  await at.sees("Sign in to Example");
  await at.page.getByRole("status").getByText("Your password was changed. Sign in with the new one.").waitFor();
  await at.page.getByLabel("Password", { exact: true }).fill(OLD_PASSWORD);
  await at.press("Sign in");
  await says(at.page, "Wrong email address or password.");
  const signInPassword = at.page.getByLabel("Password", { exact: true });
  expect(await signInPassword.getAttribute("aria-invalid")).toBe("true");
  expect(await signInPassword.evaluate((element) => element === document.activeElement)).toBe(true);
  await signInPassword.fill(NEW_PASSWORD);
  await at.press("Sign in");
  await at.sees("Get a code");
  expect(at.reports).toEqual([]);
  await at.page.context().close();
});

test("F11 S12 the page says the same whether there is such an account or not", async () => {
  const { email } = await addAccount(service);
  const told = async (username: string) => {
    const at = await asking(username);
    await password(at).fill(NEW_PASSWORD);
    await at.enter(WRONG_CODE);
    await at.press("Change password");
    await says(at.page, "That code is wrong. 4 attempts left.");
    const text = (await at.page.locator("main").innerText()).replaceAll(username, "<name>");
    await at.page.context().close();
    return text;
  };
  const nobody = `nobody-${email}`;
  expect(await told(nobody)).toBe(await told(email));
  expect([messagesTo(service, email).length, messagesTo(service, nobody).length]).toEqual([1, 0]);
});

test("F17 the code for a new password is a field that a phone fills in, and the new password one that managers keep", async () => {
  const at = await asking("anybody@example.com");
  const code = at.page.getByLabel("12-character code");
  expect(await code.getAttribute("autocomplete")).toBe("one-time-code");
  expect(await code.getAttribute("inputmode")).toBe("text");
  expect(await password(at).getAttribute("autocomplete")).toBe("new-password");
  expect(await at.page.locator("[autocomplete=username]").inputValue()).toBe("anybody@example.com");
  await password(at).fill("seen");
  await at.press("Show password");
  expect(await password(at).getAttribute("type")).toBe("text");
  await at.press("Change password");
  await says(at.page, "Enter all 12 characters of the code.");
  for (const pasted of ["abcd-2fgh-jkmn", "Your verification code: ABCD2FGHJKMN. Never share it."]) {
    await at.page.evaluate((text) => navigator.clipboard.writeText(text), pasted);
    await code.focus();
    await at.page.keyboard.press("Control+V");
    expect(await code.inputValue()).toBe("ABCD2FGHJKMN");
    await code.fill("");
  }
  await at.page.context().close();
});

test("F11 F17 the next message is counted down to by the service's clock, also where the device's is wrong, and the code expires", async () => {
  const { email } = await addAccount(service);
  const late = await visit(service, browser);
  await late.page.clock.setFixedTime(service.now() - 3_600_000);
  await late.page.getByRole("link", { name: "Forgot password?" }).click();
  await late.page.getByLabel("Email address").fill(email);
  await late.press("Send code");
  await late.page.getByText("Expires in 5:00").waitFor();
  await late.page.getByRole("button", { name: "Send it again in 1:15" }).waitFor();
  await late.page.context().close();
  await settled(service);

  service.advance(HOLD);
  const at = await asking(email);
  await at.advance(HOLD);
  await at.press("Send it again");
  await at.page.getByRole("status").getByText("If there is an account, the code is on its way again.").waitFor();
  await settled(service);
  await at.advance(300);
  await at.page.getByRole("status").getByText("This code has expired.").waitFor();
  await at.enter(codeTo(service, email));
  await password(at).fill(NEW_PASSWORD);
  await at.press("Change password");
  await says(at.page, "This code no longer works: it has expired, was used or was replaced.");
  await at.page.getByRole("button", { name: "Send a new code", exact: true }).waitFor();
  await at.press("Choose another way");
  await at.sees("Forgot your password?");
  await at.page.getByRole("link", { name: "Back to sign in" }).click();
  await at.sees("Sign in to Example");
  await at.page.context().close();
});

test("F11 F17 five wrong codes end it, and the page says so", async () => {
  const at = await asking("somebody@example.com");
  await password(at).fill(NEW_PASSWORD);
  for (const left of [4, 3, 2, 1]) {
    await at.enter(`00000000000${left}`);
    await at.press("Change password");
    await says(at.page, left === 1 ? "1 attempt left." : `${left} attempts left.`);
  }
  await at.enter(WRONG_CODE);
  await at.press("Change password");
  await says(at.page, "Too many wrong codes. Please ask for a new one.");
  await at.page.context().close();
});

test("F11 a browser that its owner had remembered sends the device token along, for this owner alone", async () => {
  const { email } = await addAccount(service);
  const at = await visit(service, browser);
  await at.signIn(email, OLD_PASSWORD);
  await at.sees("Get a code");
  await at.page.getByLabel("Remember this device?").selectOption("In this browser, for 90 days");
  await at.press("Send code");
  await at.sees("Enter your code");
  await at.enter(codeIn(service.lastMessageTo(email).text));
  await at.page.getByText("This device is remembered from now on.").waitFor();
  await at.press("Sign out");
  await at.sees("Sign in to Example");
  const sent = async (username: string) => {
    await at.page.getByRole("link", { name: "Forgot password?" }).click();
    await at.page.getByLabel("Email address").fill(username);
    const request = at.page.waitForRequest("**/graphql");
    await at.press("Send code");
    const { input } = (await request).postDataJSON().variables;
    await at.sees("Choose a new password");
    await at.press("Choose another way");
    await at.page.getByRole("link", { name: "Back to sign in" }).click();
    return input.deviceToken;
  };
  expect(await sent(email.toUpperCase())).toMatch(/^device_/);
  expect(await sent("another@example.com")).toBeUndefined();
  await settled(service);
  await at.page.context().close();
});
