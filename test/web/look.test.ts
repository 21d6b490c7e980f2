import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LANGUAGES } from "../../web/src/i18n.ts";
import type { Texts } from "../../web/src/texts/texts.ts";
import { person } from "../service/person.ts";
import { LONG_CODE } from "../service/step-up.ts";
import { codeIn, startTestService, type TestService, wrongFor } from "../service/support.ts";
import { openBrowser } from "../support/browser.ts";
import { says, type Visit, visit } from "./visit.ts";

/** How the page looks and reads: WCAG 2.2 AA by axe-core on every view in both themes, on a phone, enlarged, by keyboard, from right to left. */

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MANY = { quarterHour: 100, day: 1_000 };

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  [service, browser] = await Promise.all([
    startTestService({ sends: { subject: MANY, destination: MANY } }),
    openBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** What axe-core finds on the page as it stands: rules and elements. */
async function findings({ page }: Visit): Promise<string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(AXE);
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ["violations"] })`,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}

/** Whether nothing has to be scrolled sideways, other than a table in its own frame. */
const fits = ({ page }: Visit) =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

/** Goes through every view of a user, and calls `look` at each. */
async function userViews(options: BrowserContextOptions, look: (at: Visit, view: string) => Promise<void>) {
  // A person has at most two new devices a day.
  service.advance(86_400);
  const user = await visit(service, browser, options);
  const to = "+12025550123";
  const code = (form = /\b\d{6,16}\b/) => codeIn(service.lastMessageTo(to).text, form);
  const show = (section: string) => user.page.getByRole("link", { name: section, exact: true }).click();
  await user.sees("Sign in to Example");
  await look(user, "sign in");
  await user.page.getByRole("link", { name: "Forgot password?" }).click();
  await user.sees("Forgot your password?");
  await look(user, "forgot password");
  await user.page.getByLabel("Email address").fill(`nobody-${service.now()}@example.com`);
  await user.press("Send code");
  await user.sees("Choose a new password");
  await user.enter("000000000000");
  await user.page.getByLabel("New password").fill("Half-way");
  await user.press("Change password");
  await says(user.page, "This password does not meet the rules below.");
  await look(user, "new password");
  await user.press("Choose another way");
  await user.page.getByRole("link", { name: "Back to sign in" }).click();
  await user.sees("Sign in to Example");
  await user.signIn("user@example.com", "Wr0ng!password");
  await says(user.page, "Wrong");
  await look(user, "wrong password");
  await user.signIn("user@example.com");
  await user.sees("Get a code");
  await user.page.getByText("Trouble getting a code?").click();
  await look(user, "ask for a code");
  await user.press("Send code");
  await user.sees("Enter your code");
  await user.enter(wrongFor(code()));
  await says(user.page, "That code is wrong.");
  await look(user, "enter a code");
  await user.enter(code());
  await user.sees("You are verified");
  await user.page.getByText("Proof of this verification").click();
  await look(user, "verified");
  await show("Payment");
  await user.sees("Approve a payment");
  await user.page.getByLabel("Amount").fill("49.90");
  await user.page.getByLabel("Payee").fill("Alpine Books");
  await user.page.getByLabel(/Remember this device|This device is remembered/).selectOption({ index: 2 });
  await look(user, "payment");
  await user.press("Send code");
  await user.sees("Enter your code");
  await look(user, "payment to approve");
  await user.enter(code());
  await user.sees("Payment approved");
  await show("Contact details");
  await user.sees("Contact details");
  await look(user, "contact details");
  await show("Devices");
  await user.page
    .getByText(/^Device /)
    .first()
    .waitFor();
  await look(user, "devices");
  await user.press("Forget all devices");
  await user.sees("Confirm that it is you");
  await look(user, "step up");
  await user.press("Send code");
  await user.sees("Enter your code");
  await look(user, "long code");
  await user.enter(code(LONG_CODE));
  await user.page.getByText("No device is remembered.").waitFor();
  await look(user, "no devices");
  await show("Contact details");
  await user.press("Change: Phone number");
  await user.sees("Confirm that it is you");
  await user.proves(to);
  await user.sees("New phone number");
  await look(user, "new phone number");
  await user.page.context().close();
}

/** Goes through every view of an operator likewise. */
async function operatorViews(options: BrowserContextOptions, look: (at: Visit, view: string) => Promise<void>) {
  service.advance(31);
  await person(service, { subject: "shopper-1" }).token();
  const operator = await visit(service, browser, options);
  await operator.page.goto(`${service.outputs.pageUrl}#/activate`);
  await operator.sees("Activate an API client");
  await look(operator, "activate a client");
  await operator.page.getByRole("link", { name: "Back to sign in" }).click();
  await operator.sees("Sign in to Example");
  const show = (section: string) => operator.page.getByRole("link", { name: section, exact: true }).click();
  await operator.signIn("admin@example.com");
  await operator.sees("Confirm that it is you");
  await operator.proves("+12025550124");
  await operator.sees("Active tokens");
  await operator.page.getByLabel("Tenant").selectOption("role:shop");
  await operator.press("Show");
  await operator.page.getByText("shopper-1", { exact: true }).waitFor();
  await look(operator, "tokens");
  await show("API clients");
  await operator.press("New client");
  await look(operator, "new client");
  await operator.page.getByRole("textbox", { name: "Name" }).fill("Billing");
  await operator.page.getByLabel("Send the activation code to").fill("billing@example.com");
  await operator.press("Create and send activation code");
  await operator.page.getByText("is on its way").waitFor();
  await look(operator, "clients");
  await operator.page.getByRole("button", { name: "Edit" }).first().click();
  await operator.page.getByText("More options").click();
  await look(operator, "edit a client");
  await operator.press("Cancel");
  await operator.page.getByRole("button", { name: "Revoke" }).first().click();
  await operator.sees(/^Revoke/);
  await look(operator, "revoke");
  await show("Unlock");
  await operator.page.getByLabel("Subject").fill("shopper-1");
  await operator.press("Create key");
  await operator.page.locator(".secret").waitFor();
  await look(operator, "unlock");
  await service.streams.read();
  await show("Events");
  await operator.page.getByText("otp.requested").first().waitFor();
  await look(operator, "events");
  await operator.page.context().close();
}

test.each([
  ["a user's", "light", userViews],
  ["a user's", "dark", userViews],
  ["an operator's", "light", operatorViews],
  ["an operator's", "dark", operatorViews],
] as const)("F17 axe-core finds nothing on any of %s views in the %s theme", async (_, colorScheme, views) => {
  const found: string[] = [];
  await views({ colorScheme, reducedMotion: "reduce" }, async (at, view) => {
    for (const finding of await findings(at)) found.push(`${view}: ${finding}`);
    for (const report of at.reports) found.push(`${view}: ${report}`);
  });
  expect(found).toEqual([]);
});

test("F17 axe-core finds what is wrong: a field without a label, for example", async () => {
  const at = await visit(service, browser);
  await at.sees("Sign in to Example");
  await at.page.evaluate(() => document.querySelector("main label")?.remove());
  expect((await findings(at)).join()).toMatch(/label: /);
  await at.page.context().close();
});

test("F17 on a phone of 360 pixels, and at 200 % of a small window, no view is wider than the screen", async () => {
  const wide: string[] = [];
  const look = async (at: Visit, view: string) => {
    if (!(await fits(at))) wide.push(view);
    // 200 % of 640 pixels leaves the room of 320 (WCAG 2.2, 1.4.10).
    await at.page.setViewportSize({ width: 320, height: 640 });
    if (!(await fits(at))) wide.push(`${view}, enlarged`);
    await at.page.setViewportSize({ width: 360, height: 740 });
  };
  const phone = { viewport: { width: 360, height: 740 }, reducedMotion: "reduce" as const };
  await userViews(phone, look);
  await operatorViews(phone, look);
  expect(wide).toEqual([]);
});

test("F17 a keyboard alone signs in, and the heading of what comes is focused", async () => {
  service.advance(31);
  const at = await visit(service, browser);
  await at.sees("Sign in to Example");
  const { keyboard } = at.page;
  await at.page.getByLabel("Email address").focus();
  await keyboard.type("user@example.com");
  await keyboard.press("Tab");
  await keyboard.type("Passw0rd!local");
  await keyboard.press("Enter");
  await at.sees("Get a code");
  const focused = () => at.page.evaluate(() => document.activeElement?.textContent);
  expect(await focused()).toBe("Get a code");
  expect(await at.page.title()).toBe("Get a code · Example");
  for (let n = 0; n < 30 && (await focused()) !== "Send code"; n++) await keyboard.press("Tab");
  await keyboard.press("Enter");
  await at.sees("Enter your code");
  await keyboard.type(codeIn(service.lastMessageTo("+12025550123").text));
  await at.sees("You are verified");
  await at.page.context().close();
});

test("F17 nothing moves for those who want no motion", async () => {
  const moving = async (reducedMotion: "reduce" | "no-preference") => {
    const at = await visit(service, browser, { reducedMotion });
    await at.sees("Sign in to Example");
    const durations = await at.page.evaluate(() =>
      [...document.querySelectorAll("*")].map((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        return transitionDuration !== "0s" || animationName !== "none";
      }),
    );
    await at.page.context().close();
    return durations.includes(true);
  };
  expect(await moving("reduce")).toBe(false);
  expect(await moving("no-preference")).toBe(true);
});

test.each(Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[])(
  "F17 the page speaks %s to a browser that does",
  async (tag) => {
    const texts: Texts = await LANGUAGES[tag].load();
    const at = await visit(service, browser, { locale: tag, viewport: { width: 360, height: 740 } });
    await at.sees(`${texts["signIn.title"]}`.replace("{service}", "Example"));
    expect(await at.page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      tag,
      tag === "ar" ? "rtl" : "ltr",
    ]);
    expect(await fits(at)).toBe(true);
    expect(await findings(at)).toEqual([]);
    await at.page.context().close();
  },
);

test("F17 a language and a theme that were chosen are there again at the next visit", async () => {
  const at = await visit(service, browser);
  await at.page.getByLabel("Language").selectOption("Deutsch");
  await at.sees("Bei Example anmelden");
  await at.page.getByLabel("Darstellung").selectOption("Dunkel");
  await at.page.reload();
  await at.sees("Bei Example anmelden");
  expect(await at.page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe("dark");
  await at.page.context().close();
});
