import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeIn, startTestService, type TestService } from "../service/support.ts";
import { openBrowser } from "../support/browser.ts";
import { visit } from "./visit.ts";

/**
 * WebOTP (https://wicg.github.io/web-otp). Chromium has it on Android alone, so a stand-in for `navigator.credentials.get` answers here, which
 * keeps to what the page asks for.
 */

let service: TestService;
let browser: Browser;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** What the page asked of the phone, and the phone's answer. */
interface Phone {
  asked: object[];
  aborted: number;
  answer(code: string): void;
  refuse(): void;
}

/** A page on a phone that reads codes from SMS, whose owner is about to enter one. */
async function onPhone(channel: "Text message" | "Email") {
  const at = await visit(service, browser);
  await at.page.addInitScript(() => {
    const phone: Partial<Phone> = { asked: [], aborted: 0 };
    const get = (options: CredentialRequestOptions & { otp?: object }) =>
      new Promise((resolve, reject) => {
        phone.asked?.push(options.otp as object);
        phone.answer = (code) => resolve({ type: "otp", code });
        phone.refuse = () => reject(new DOMException("no", "NotAllowedError"));
        options.signal?.addEventListener("abort", () => {
          phone.aborted = (phone.aborted ?? 0) + 1;
          reject(options.signal?.reason);
        });
      });
    Object.assign(window, { OTPCredential: class {}, phone });
    Object.defineProperty(navigator, "credentials", { value: { get } });
  });
  await at.page.reload();
  await at.signIn("user@example.com");
  await at.sees("Get a code");
  await at.page.getByRole("radio", { name: channel }).check();
  await at.press("Send code");
  await at.sees("Enter your code");
  const read = <Value>(expression: string) => at.page.evaluate<Value>(`phone.${expression}`);
  return { at, read };
}

test("F17 WebOTP: the code of the SMS is filled in and checked by itself", async () => {
  const { at, read } = await onPhone("Text message");
  expect(await read("asked")).toEqual([{ transport: ["sms"] }]);
  await read(`answer("${codeIn(service.lastMessageTo("+12025550123").text)}")`);
  await at.sees("You are verified");
  expect(at.reports).toEqual([]);
  await at.page.context().close();
});

test("F17 WebOTP: whoever leaves the view, or types the code, is asked by the phone no more", async () => {
  service.advance(31);
  const { at, read } = await onPhone("Text message");
  expect(await read("aborted")).toBe(0);
  await at.press("Choose another way");
  await at.sees("Get a code");
  expect(await read("aborted")).toBe(1);
  await at.page.context().close();
});

test("F17 WebOTP: an owner who says no types the code", async () => {
  service.advance(31);
  const { at, read } = await onPhone("Text message");
  await read("refuse()");
  await at.enter(codeIn(service.lastMessageTo("+12025550123").text));
  await at.sees("You are verified");
  expect(at.reports).toEqual([]);
  await at.page.context().close();
});

test("F17 WebOTP: the phone is not asked for a code that comes by e-mail", async () => {
  service.advance(31);
  const { at, read } = await onPhone("Email");
  expect(await read("asked")).toEqual([]);
  await at.page.context().close();
});
