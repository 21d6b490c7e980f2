import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addPoolUser, administrator } from "../service/pool-user.ts";
import { stepUp, UNLOCK } from "../service/step-up.ts";
import { codeIn, startTestService, type TestService, wrongFor } from "../service/support.ts";
import { openBrowser } from "../support/browser.ts";
import { says, type Visit, visit } from "./visit.ts";

/** A user's whole story in the page, in a real browser, on a clock that the tests move. */

const EMAIL = "user@example.com";
const PHONE = "+12025550123";
/** One person has all these tests' messages. */
const MANY = { quarterHour: 100, day: 1_000 };

let service: TestService;
let browser: Browser;
let user: Visit;
beforeAll(async () => {
  [service, browser] = await Promise.all([
    startTestService({ sends: { subject: MANY, destination: MANY } }),
    openBrowser(),
  ]);
  user = await visit(service, browser);
  await user.signIn(EMAIL);
  await user.sees("Get a code");
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

const code = () => codeIn(service.lastMessageTo(PHONE).text);
const show = async (section: string, heading: string) => {
  await user.page.getByRole("link", { name: section, exact: true }).click();
  await user.sees(heading);
};
/** A fresh view of codes, once the cooldown of the last one is over. */
const begin = async () => {
  await user.advance(31);
  await show("Devices", "Remembered devices");
  await show("Code", "Get a code");
};

test("F17 F14 a user asks for a code, sees where it went, guesses wrong, and is verified with a proof", async () => {
  const { page } = user;
  await begin();
  await user.press("Send code");
  await user.sees("Enter your code");
  await page.getByText(/^We texted it to \u2066\+1••••••••23\u2069\.$/).waitFor();
  await page.getByText("5 attempts left").waitFor();
  await user.enter(wrongFor(code()));
  await says(page, "That code is wrong. 4 attempts left.");
  expect(await page.getByLabel("6-digit code").getAttribute("aria-invalid")).toBe("true");
  await user.enter(code());
  await user.sees("You are verified");
  await page.getByText("Proof of this verification").click();
  const shown = await page.locator(".claims").innerText();
  expect(shown).toContain(`${service.outputs.proofIssuer}/pool`);
  expect(shown).toMatch(/Purpose\s+Sign in/);
  expect(shown).toMatch(/Method\s+otp, sms/);
});

test("F17 the code's field is one that phones fill in, and says how it is typed", async () => {
  await begin();
  await user.press("Send code");
  const field = user.page.getByLabel("6-digit code");
  const attributes = ["autocomplete", "inputmode", "aria-invalid"].map((name) => field.getAttribute(name));
  expect(await Promise.all(attributes)).toEqual(["one-time-code", "numeric", "false"]);
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
});

test.each([
  ["with a space", (right: string) => `${right.slice(0, 3)} ${right.slice(3)}`],
  ["with a hyphen", (right: string) => `${right.slice(0, 3)}-${right.slice(3)}`],
  ["as the whole message", (right: string) => `${right} is your Example sign-in code. Valid for 5 minutes.`],
  [
    "in full-width digits",
    (right: string) => right.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
  ],
  ["in Arabic digits", (right: string) => right.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))],
])("F17 a code is taken when it is pasted %s", async (_, written) => {
  await begin();
  await user.press("Send code");
  await user.sees("Enter your code");
  await user.page.evaluate((text) => navigator.clipboard.writeText(text), written(code()));
  await user.page.getByLabel("6-digit code").focus();
  await user.page.keyboard.press("Control+V");
  await user.sees("You are verified");
});

test("F17 countdowns run by the service's clock, to the next message and to the end of the code", async () => {
  const { page } = user;
  await begin();
  await user.press("Send code");
  await user.sees("Enter your code");
  await page.getByText("Expires in 5:00").waitFor();
  const resend = page.getByRole("button", { name: "Send it again in 0:30" });
  await resend.waitFor();
  expect(await resend.isDisabled()).toBe(true);
  await user.advance(10);
  await page.getByText("Expires in 4:50").waitFor();
  await page.getByRole("button", { name: "Send it again in 0:20" }).waitFor();
  await user.advance(20);
  const first = code();
  await user.press("Send it again");
  await page.getByText("We sent it again.").waitFor();
  expect(code()).toBe(first);
  await user.enter(wrongFor(first));
  await says(page, "That code is wrong.");
  await user.advance(300);
  await page.getByRole("status").getByText("This code has expired.").waitFor();
  await page.getByRole("button", { name: "Send a new code", exact: true }).waitFor();
  // Neither the last guess nor the attempts matter any more, and there is one thing to do next.
  expect(await page.getByRole("alert").innerText()).toBe("");
  expect(await page.getByText("attempts left").count()).toBe(0);
  expect(await page.locator("main .primary").allInnerTexts()).toEqual(["Send a new code"]);
  await user.enter(first);
  await says(page, "This code no longer works: it has expired, was used or was replaced.");
  await user.press("Send a new code");
  await page.getByText("Expires in 5:00").waitFor();
  await user.enter(code());
  await user.sees("You are verified");
});

/** Adds somebody who can sign in. */
const addPerson = async () => {
  const { email, sub, pool } = await addPoolUser(service);
  const password = "An0ther!passphrase";
  const cognito = administrator(service);
  await cognito.adminSetUserPassword({ ...pool, Password: password, Permanent: true });
  cognito.destroy();
  return { email, sub, password };
};

test("F17 a device whose clock is an hour wrong counts down as the service does", async () => {
  const { email, password } = await addPerson();
  const late = await visit(service, browser);
  await late.page.clock.setFixedTime(service.now() - 3_600_000);
  await late.signIn(email, password);
  await late.sees("Get a code");
  await late.press("Send code");
  await late.page.getByText("Expires in 5:00").waitFor();
  await late.page.context().close();
});

test("F17 five wrong codes end a code, and the page says so", async () => {
  const { page } = user;
  await begin();
  await user.press("Send code");
  await user.sees("Enter your code");
  for (const left of [4, 3, 2, 1]) {
    await user.enter(wrongFor(code(), left));
    await says(page, left === 1 ? "1 attempt left." : `${left} attempts left.`);
  }
  await user.enter(wrongFor(code(), 5));
  await says(page, "Too many wrong codes. Please ask for a new one.");
  await page.getByRole("button", { name: /Send a new code in 0:\d\d/ }).waitFor();
});

test("F17 a payment is shown as it is bound: the message, the page and the proof say the same", async () => {
  const { page } = user;
  await show("Payment", "Approve a payment");
  await page.getByLabel("Amount").fill(" 49.90 ");
  await page.getByLabel("Currency").fill("eur");
  await page.getByLabel("Payee").fill("Alpine Books");
  await user.press("Send code");
  await user.sees("Enter your code");
  expect(await page.locator(".payment").innerText()).toMatch(/You are approving\s+49\.90 EUR\s+to \u2068?Alpine Books/);
  expect(service.lastMessageTo(PHONE).text).toContain("49.90 EUR to Alpine Books");
  await user.enter(code());
  await user.sees("Payment approved");
  await page.getByText("Proof of this verification").click();
  expect(await page.locator(".claims").innerText()).toContain("49.90 · EUR · Alpine Books");
});

test("F17 a payment that cannot be sent is explained by the field's name", async () => {
  await show("Devices", "Remembered devices");
  await show("Payment", "Approve a payment");
  await user.page.getByLabel("Amount").fill("1");
  await user.page.getByLabel("Payee").fill("R2D2");
  await user.press("Send code");
  await says(user.page, "Payee: Use letters and spaces only.");
});

test("F17 a device is remembered where its owner says so, listed, and forgotten after a second factor", async () => {
  const { page } = user;
  const kept = () =>
    page.evaluate(() =>
      [sessionStorage, localStorage].map((each) => Object.keys(each).filter((key) => /device/.test(key)).length),
    );
  await begin();
  await page.getByLabel("Remember this device?").selectOption("In this browser, for 90 days");
  await user.proves(PHONE, /\b\d{6,16}\b/);
  await page.getByText("This device is remembered from now on.").waitFor();
  expect(await kept()).toEqual([0, 1]);
  await show("Devices", "Remembered devices");
  await page.getByText(/^Device /).waitFor();
  await user.press("Forget all devices");
  await user.sees("Confirm that it is you");
  await user.proves(PHONE);
  await page.getByRole("status").getByText("Forgotten.").waitFor();
  await page.getByText("No device is remembered.").waitFor();
  expect(await kept()).toEqual([0, 0]);
});

test("F17 a device that is known is forgotten there when its owner says no, and is no longer known", async () => {
  const { email, password } = await addPerson();
  const at = await visit(service, browser);
  const { page } = at;
  await at.signIn(email, password);
  await page.getByLabel("Remember this device?").selectOption("In this browser, for 90 days");
  await at.proves(email, /\b\d{6,16}\b/);
  await page.getByText("This device is remembered from now on.").waitFor();
  // The common lane is used again, and has its cooldown.
  service.advance(31);
  await page.reload();
  await at.signIn(email, password);
  const choice = page.getByLabel("This device is remembered.");
  expect(await choice.inputValue()).toBe("browser");
  await choice.selectOption("No, forget it");
  await page.getByText("This device is forgotten as soon as you send the code.").waitFor();
  const answered = page.waitForResponse("**/graphql");
  await at.press("Send code");
  expect((await (await answered).json()).data.requestOtp.knownDevice).toBe(false);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => /device/.test(key)))).toEqual([]);
  await at.enter(codeIn(service.lastMessageTo(email).text));
  await at.sees("You are verified");
  await page.getByRole("link", { name: "Devices", exact: true }).click();
  await page.getByRole("link", { name: "Code", exact: true }).click();
  expect(await page.getByLabel("Remember this device?").inputValue()).toBe("nowhere");
  await page.context().close();
});

test("F17 whoever signs in next on the same page is not remembered because the last person wanted to be", async () => {
  const { email, password } = await addPerson();
  const shared = await visit(service, browser);
  const choice = shared.page.getByLabel("Remember this device?");
  await shared.signIn(EMAIL);
  await choice.selectOption("In this browser, for 90 days");
  await shared.press("Sign out");
  await shared.sees("Sign in to Example");
  await shared.signIn(email, password);
  await shared.sees("Get a code");
  expect(await choice.inputValue()).toBe("nowhere");
  await shared.page.context().close();
});

test("F17 a key that support handed over makes the page a known device", async () => {
  const { email, sub, password } = await addPerson();
  const operator = await service.operator();
  const stepUpToken = await stepUp(service, operator);
  const { data } = await operator(UNLOCK, { input: { subject: sub, stepUpToken } });
  const helped = await visit(service, browser);
  const { page } = helped;
  await helped.signIn(email, password);
  await page.getByText("Trouble getting a code?").click();
  await page.getByLabel("Key from support").fill(` ${data.unlockSubject.deviceToken} `);
  await helped.press("Use this key");
  await page.getByText("Saved. Now ask for a code.").waitFor();
  const answered = page.waitForResponse("**/graphql");
  await helped.press("Send code");
  expect((await (await answered).json()).data.requestOtp.knownDevice).toBe(true);
  await helped.enter(codeIn(service.lastMessageTo(email).text));
  await page.getByText("This device is remembered from now on.").waitFor();
  await page.context().close();
});

test("F17 a key from support that is none is ignored, and dropped", async () => {
  const { page } = user;
  await begin();
  await page.getByText("Trouble getting a code?").click();
  await page.getByLabel("Key from support").fill("not-a-key");
  await user.press("Use this key");
  await page.getByText("Saved. Now ask for a code.").waitFor();
  await user.press("Send code");
  await user.sees("Enter your code");
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
});

test("F17 a user ends a code, and it no longer verifies", async () => {
  await begin();
  await user.press("Send code");
  await user.sees("Enter your code");
  await user.press("Cancel this code");
  await user.sees("Get a code");
  const caller = await service.user();
  const { data } = await caller("query { activeTokens { items { purpose } } }");
  expect(data.activeTokens.items.filter(({ purpose }: { purpose: string }) => purpose === "login")).toEqual([]);
});

test("F17 somebody with a first password chooses one that is good enough, and is signed in", async () => {
  const cognito = administrator(service);
  const Username = "new@example.com";
  const UserAttributes = [
    { Name: "email", Value: Username },
    { Name: "email_verified", Value: "true" },
  ];
  const TemporaryPassword = "Temp0rary!first";
  await cognito.adminCreateUser({
    UserPoolId: service.outputs.userPoolId,
    Username,
    UserAttributes,
    TemporaryPassword,
  });
  cognito.destroy();
  const fresh = await visit(service, browser);
  await fresh.signIn(Username, TemporaryPassword);
  await fresh.sees("Choose a new password");
  await fresh.page.getByLabel("New password").fill("short");
  await fresh.press("Save and sign in");
  await says(fresh.page, "This password does not meet the rules below.");
  await fresh.page.getByLabel("New password").fill("Long3nough!really");
  await fresh.press("Save and sign in");
  await fresh.sees("Get a code");
  expect(fresh.reports).toEqual([]);
  await fresh.page.context().close();
});

test("F17 wrong passwords are told without saying whose, and a lock is told after five", async () => {
  const stranger = await visit(service, browser);
  await stranger.press("Sign in");
  await says(stranger.page, "Enter your email address and password.");
  for (const email of ["nobody@example.com", EMAIL]) {
    await stranger.page.getByLabel("Email address").fill(email);
    await stranger.page.getByLabel("Password", { exact: true }).fill("Wr0ng!password");
    await stranger.press("Sign in");
    await says(stranger.page, "Wrong email address or password.");
  }
  for (let n = 0; n < 5; n++) {
    await stranger.press("Sign in");
    await stranger.page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  }
  await says(stranger.page, "Too many attempts. Please wait a moment and try again.");
  await stranger.page.context().close();
});

test("S49 the page breaks no rule of its policy, asks nobody but its origin and the user pool, and keeps no token of the session", async () => {
  const { page, requests, reports } = user;
  expect(reports).toEqual([]);
  const origins = new Set(requests.map((url) => new URL(url).origin));
  expect([...origins].sort()).toEqual([service.outputs.cognitoUrl, new URL(service.outputs.pageUrl).origin].sort());
  const stored = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  );
  expect(stored).not.toMatch(/eyJ|Cognito|Token/i);
});

test("S49 a breach of the policy, and text that would become markup, are refused and reported", async () => {
  const other = await visit(service, browser);
  const refused = await other.page.evaluate(() => {
    const image = document.createElement("img");
    image.src = "https://example.com/evil.png";
    document.body.append(image);
    try {
      document.body.innerHTML = "<b>markup</b>";
      return "";
    } catch (error) {
      return `${error}`;
    }
  });
  expect(refused).toMatch(/TrustedHTML/);
  await expect.poll(() => other.reports.length).toBeGreaterThan(0);
  await other.page.context().close();
});

test("F17 a user signs out, and the refresh token is void", async () => {
  const revoked = user.page.waitForRequest((request) => /RevokeToken/.test(request.headers()["x-amz-target"] ?? ""));
  await user.press("Sign out");
  await user.sees("Sign in to Example");
  expect((await (await revoked).response())?.status()).toBe(200);
});
