import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { person } from "../service/person.ts";
import { startTestService, type TestService } from "../service/support.ts";
import { openBrowser } from "../support/browser.ts";
import { says, type Visit, visit } from "./visit.ts";

/** An operator's whole story in the page, in a real browser, after the second factor. */

const EMAIL = "admin@example.com";
const PHONE = "+12025550124";
/** As many people with a token as fill two pages and a bit of the third. */
const PEOPLE = 23;

let service: TestService;
let browser: Browser;
let operator: Visit;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
  const people = Array.from({ length: PEOPLE }, (_, n) => person(service, { subject: `shopper-${n}` }));
  await Promise.all(people.map((each) => each.token()));
  operator = await visit(service, browser);
  await operator.signIn(EMAIL);
  await operator.sees("Confirm that it is you");
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

const show = async (section: string, heading: string) => {
  await operator.page.getByRole("link", { name: section, exact: true }).click();
  await operator.sees(heading);
};
const rows = () => operator.page.locator("tbody tr");

test("F17 an operator sees nothing of others before the second factor", async () => {
  for (const section of ["API clients", "Unlock", "Events", "Active tokens"]) {
    await show(section, "Confirm that it is you");
  }
  expect(operator.requests.filter((url) => url.endsWith("events.json"))).toEqual([]);
  await operator.proves(PHONE);
  await operator.sees("Active tokens");
});

test("F16 F17 an operator pages through a tenant's tokens, ten on each page until the last, masked and counting down", async () => {
  const { page } = operator;
  await show("Active tokens", "Active tokens");
  await page.getByLabel("Tenant").selectOption("role:shop");
  await operator.press("Show");
  await expect.poll(() => rows().count()).toBe(10);
  const seen: string[] = [];
  const subjects = async () => seen.push(...(await page.locator("tbody th").allInnerTexts()));
  await subjects();
  for (const [number, count] of [
    [2, 10],
    [3, 3],
  ] as const) {
    await operator.press("Next page");
    await page.getByText(`Page ${number}`, { exact: true }).waitFor();
    expect(await rows().count()).toBe(count);
    await subjects();
  }
  expect(new Set(seen).size).toBe(PEOPLE);
  expect(await page.getByRole("button", { name: "Next page" }).isDisabled()).toBe(true);
  const table = await page.locator("table").innerText();
  expect(table).toMatch(/s•••@example\.com/);
  expect(table).not.toMatch(/shopper-\d+@example/);
  const [left = ""] = await page.locator("tbody .digits").filter({ hasText: ":" }).allInnerTexts();
  await operator.advance(10);
  const seconds = (text: string) => Number(text.split(":")[0]) * 60 + Number(text.split(":")[1]);
  const now = async () =>
    seconds((await page.locator("tbody .digits").filter({ hasText: ":" }).allInnerTexts())[0] ?? "");
  await expect.poll(now).toBe(seconds(left) - 10);
});

test("F17 on a phone a token can be cancelled without scrolling its row sideways", async () => {
  const { page } = operator;
  const was = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  const box = await page
    .getByRole("button", { name: /^Cancel the token/ })
    .first()
    .boundingBox();
  expect((box?.x ?? 360) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
  if (was) await page.setViewportSize(was);
});

test("F16 F17 an operator finds a person's token, and cancels it", async () => {
  const { page } = operator;
  await show("Active tokens", "Active tokens");
  await page.getByLabel("Tenant").selectOption("role:shop");
  await page.getByLabel("Subject").fill("shopper-7");
  await operator.press("Show");
  await expect.poll(() => rows().count()).toBe(1);
  // The list is of the tenant that was asked for, whichever is chosen next.
  await page.getByLabel("Tenant").selectOption("pool");
  await operator.press(/^Cancel the token for shopper-7/);
  await page.getByRole("status").getByText("The token was cancelled.").waitFor();
  await page.getByText("No active tokens.").waitFor();
  const { data } = await service.backend()('query { activeTokens(filter: { subject: "shopper-7" }) { items { id } } }');
  expect(data.activeTokens.items).toEqual([]);
});

/** The owner of an API client activates it, in a browser of their own. */
async function activates(id: string, activationCode: string) {
  const owner = await visit(service, browser);
  await owner.page.getByRole("link", { name: /Operator/ }).click();
  await owner.page.getByRole("link", { name: "Activate an API client" }).click();
  await owner.sees("Activate an API client");
  await owner.press("Activate");
  await says(owner.page, "Enter the client ID and the activation code.");
  await owner.page.getByLabel("Client ID").fill(id);
  await owner.page.getByLabel("Activation code").fill("0000-0000-0000-0000-0000-0000-00");
  await owner.press("Activate");
  await says(owner.page, "These do not match: the code is wrong, has expired or was used.");
  await owner.page.getByLabel("Activation code").fill(activationCode);
  await owner.press("Activate");
  await owner.sees(/Billing.* is active/);
  const [keyId = "", secret = ""] = await owner.page.locator(".secret code").allInnerTexts();
  service.secrets.push(secret);
  expect(keyId).toBe(`${id}_1`);
  await owner.press("Copy: Secret");
  expect(await owner.page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  expect(owner.reports).toEqual([]);
  await owner.page.context().close();
}

test("F17 an operator creates an API client, whose owner activates it, gives it another secret, and revokes it", async () => {
  const { page } = operator;
  await show("API clients", "API clients");
  await operator.press("New client");
  await page.getByRole("textbox", { name: "Name" }).fill("Billing");
  await page.getByLabel("Send the activation code to").fill("not an address");
  await operator.press("Create and send activation code");
  await says(page, /^Send the activation code to: /);
  await page.getByLabel("Send the activation code to").fill("billing@example.com");
  await operator.press("Create and send activation code");
  await page.getByRole("status").getByText("The activation code is on its way to billing@example.com.").waitFor();
  await page.getByText("Not activated").waitFor();
  await operator.press("Send activation code again");
  await page.getByRole("status").getByText("A new activation code is on its way").waitFor();

  const { text } = service.lastMessageTo("billing@example.com");
  const [activationCode = ""] = /\b([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}\b/.exec(text) ?? [];
  const [id = ""] = /(?<=Client id: )\S+/.exec(text) ?? [];
  await activates(id, activationCode);

  await show("Unlock", "Unlock a person");
  await show("API clients", "API clients");
  await page.getByText("Active", { exact: true }).waitFor();
  await operator.press("New secret");
  await page.getByLabel("The old secret keeps working for").selectOption("one hour");
  await operator.press("New secret");
  await page.getByText("Copy the secret now. It is shown only once.").waitFor();
  const [keyId = "", secret = ""] = await page.locator(".secret code").allInnerTexts();
  service.secrets.push(secret);
  expect(keyId).toBe(`${id}_2`);
  expect(secret).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  await operator.press("Copy: Secret");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await operator.press("Done");
  await operator.press("Revoke");
  await operator.sees(/^Revoke .*Billing.*\?$/);
  await operator.press("Revoke");
  await page.getByRole("status").getByText("Billing was revoked.").waitFor();
  await page.getByText("Revoked", { exact: true }).waitFor();
});

test("F17 an operator edits an API client, and only what was changed is sent", async () => {
  const { page } = operator;
  await show("Unlock", "Unlock a person");
  await show("API clients", "API clients");
  await operator.press("New client");
  await page.getByRole("textbox", { name: "Name" }).fill("Shop");
  await page.getByLabel("Send the activation code to").fill("shop@example.com");
  await operator.press("Create and send activation code");
  await page.getByRole("status").getByText("is on its way to shop@example.com.").waitFor();
  await operator.press("Edit");
  await operator.sees(/Edit .*Shop/);
  await page.getByLabel("Messages a day").fill("2500");
  await page.getByRole("checkbox", { name: "Payment", exact: true }).uncheck();
  await page.getByLabel("Every code must name a payment").check();
  await page.getByText("More options").click();
  await page.getByLabel("Countries for text messages").fill("us");
  await page.getByLabel("Sites and apps").fill("Shop.example.com");
  await page.getByLabel("Post events to").fill("https://shop.example.com/events");
  await operator.press("Save");
  await says(page, "Sites and apps that fill in codes: This does not have the right form.");
  expect(await page.getByLabel("Sites and apps").evaluate((element) => element === document.activeElement)).toBe(true);
  await page.getByLabel("Sites and apps").fill("shop.example.com FA+9qCX9VSu\n\nwww.example.com");
  const sent = page.waitForRequest("**/graphql");
  await operator.press("Save");
  const { id: _, stepUpToken: __, ...changes } = (await sent).postDataJSON().variables.input;
  expect(changes).toEqual({
    dailySends: 2500,
    purposes: ["login", "verify-contact"],
    transactionRequired: true,
    countries: ["US"],
    sites: [{ host: "shop.example.com", androidHash: "FA+9qCX9VSu" }, { host: "www.example.com" }],
    webhookUrl: "https://shop.example.com/events",
  });
  await page
    .getByRole("status")
    .getByText(/Shop.* was changed\./)
    .waitFor();
  await page.getByText("2,500 messages a day").waitFor();
  await operator.press("Edit");
  expect(await page.getByLabel("Countries for text messages").inputValue()).toBe("US");
  await page.getByText("More options").click();
  await page.getByLabel("Post events to").fill("");
  await operator.press("Save");
  await page
    .getByRole("status")
    .getByText(/Shop.* was changed\./)
    .waitFor();
});

test("F17 an operator makes a key for somebody who is kept out", async () => {
  const { page } = operator;
  await show("Unlock", "Unlock a person");
  await operator.press("Create key");
  await says(page, "Subject: Please fill this in.");
  await page.getByLabel("Subject").fill("shopper-3");
  await page.getByLabel("Tenant").selectOption("role:shop");
  await operator.press("Create key");
  const key = await page.locator(".secret code").innerText();
  service.advance(31);
  const { data } = await service.backend()(
    "mutation R($input: RequestOtpInput!) { requestOtp(input: $input) { knownDevice } }",
    { input: { channel: "EMAIL", subject: "shopper-3", destination: "shopper-3@example.com", deviceToken: key } },
  );
  expect(data.requestOtp.knownDevice).toBe(true);
});

test("F17 events show up as they come", async () => {
  await service.streams.read();
  await show("Events", "Events");
  await operator.page.getByText("device.handed_over").first().waitFor();
  await person(service, { subject: "shopper-new" }).token();
  await service.streams.read();
  await operator.page.getByText("shopper-new").first().waitFor();
});

test("F17 what was seen of the events stays while the service answers that it cannot list them", async () => {
  const { page } = operator;
  const failed = () =>
    page.waitForResponse((answer) => answer.url().endsWith("events.json") && answer.status() === 503);
  await page.route("**/events.json", (route) => route.fulfill({ status: 503, json: { message: "no" } }));
  await failed();
  // The answer before this one has been taken in.
  await failed();
  expect(await page.getByText("device.handed_over").count()).toBeGreaterThan(0);
  expect(operator.reports).toEqual([]);
  await page.unroute("**/events.json");
});

test("F17 when the second factor has run out, the page asks for another one, and goes on", async () => {
  await show("Active tokens", "Active tokens");
  await operator.page.getByText("No active tokens.").waitFor();
  await operator.advance(15 * 60 + 1);
  await operator.press("Show");
  await operator.sees("Confirm that it is you");
  await operator.proves(PHONE);
  await operator.sees("Active tokens");
  expect(operator.reports).toEqual([]);
});

test("F17 a user who signs in as an operator is told that they are none", async () => {
  const other = await visit(service, browser);
  await other.page.getByRole("link", { name: /Operator/ }).click();
  await other.page.getByLabel("Email address").fill("user@example.com");
  await other.page.getByLabel("Password", { exact: true }).fill("Passw0rd!local");
  await other.press("Sign in");
  await says(other.page, "This account may not act as an operator.");
  await other.page.context().close();
});
