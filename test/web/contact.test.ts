import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, codeTo, NEW_PASSWORD, OLD_PASSWORD, settled } from "../service/resets.ts";
import { LONG_CODE } from "../service/step-up.ts";
import { codeIn, startTestService, type TestService } from "../service/support.ts";
import { openBrowser } from "../support/browser.ts";
import { says, type Visit, visit } from "./visit.ts";

/** A new address or number in the page, in a real browser. */

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** Moves on: a sign-in in the very second of the change might be from before it, and is refused. */
const later = () => service.advance(60);

/** Somebody who has proven a second factor by e-mail, and is about to name a new address or number. */
async function changing(at: Visit, email: string, button: string) {
  await at.page.getByRole("link", { name: "Contact details", exact: true }).click();
  await at.sees("Contact details");
  await at.press(button);
  await at.sees("Confirm that it is you");
  await at.proves(email);
}

test("F17 S18 a user changes the e-mail address, is signed out everywhere, and signs in by the new one", async () => {
  const { email } = await addAccount(service);
  const at = await visit(service, browser);
  await at.signIn(email, OLD_PASSWORD);
  await at.sees("Get a code");
  await changing(at, email, "Change: Email address");
  await at.sees("New email address");
  await at.press("Send code");
  await says(at.page, "New email address: Please fill this in.");
  await at.page.getByLabel("New email address").fill("no address");
  await at.press("Send code");
  await says(at.page, "Contact details: This does not have the right form.");
  const next = `new-${email}`;
  await at.page.getByLabel("New email address").fill(next);
  await at.press("Send code");
  await at.sees("Enter your code");
  await at.enter("000000000000");
  await says(at.page, "That code is wrong. 4 attempts left.");
  await at.enter(codeTo(service, next));
  await at.sees("Sign in to Example");
  await at.page.getByRole("status").getByText("Saved. You were signed out everywhere").waitFor();
  expect(await at.page.getByLabel("Email address").inputValue()).toBe(next);
  later();
  await at.signIn(next, OLD_PASSWORD);
  await at.sees("Contact details");
  await at.page.locator("main").getByText(next).waitFor();
  expect(at.reports).toEqual([]);
  await at.page.context().close();
});

test("F17 a user adds a phone number, written as people write it, and codes can go there", async () => {
  const { email } = await addAccount(service);
  const at = await visit(service, browser);
  await at.signIn(email, OLD_PASSWORD);
  await at.sees("Get a code");
  await changing(at, email, "Add: Phone number");
  await at.sees("New phone number");
  await at.page.getByLabel("New phone number").fill("+1 (202) 555-0188");
  await at.press("Send code");
  await at.sees("Enter your code");
  await at.enter(codeIn(service.lastMessageTo("+12025550188").text, LONG_CODE));
  await at.sees("Sign in to Example");
  later();
  await at.signIn(email, OLD_PASSWORD);
  await at.sees("Contact details");
  await at.page.locator("main").getByText("+12025550188").waitFor();
  await at.page.context().close();
});

test("F17 after a reset by e-mail the page says why its codes are no second factor, and what to do", async () => {
  const { email } = await addAccount(service, { phone_number: "+12025550189", phone_number_verified: "true" });
  const at = await visit(service, browser);
  await at.page.getByRole("link", { name: "Forgot password?" }).click();
  await at.page.getByLabel("Email address").fill(email);
  await at.press("Send code");
  await at.sees("Choose a new password");
  await settled(service);
  await at.enter(codeTo(service, email));
  await at.page.getByLabel("New password").fill(NEW_PASSWORD);
  await at.press("Change password");
  await at.sees("Sign in to Example");
  later();
  await at.signIn(email, NEW_PASSWORD);
  await at.sees("Get a code");
  await at.page.getByRole("radio", { name: "Email" }).check();
  await at.press("Send code");
  await says(at.page, /Your password was reset through this one.*Choose the other way, or contact support\./);
  await at.page.getByRole("radio", { name: "Text message" }).check();
  await at.press("Send code");
  await at.sees("Enter your code");
  await at.page.context().close();
});
