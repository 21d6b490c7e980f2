import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ERRORS, LIMIT_NAMES, REASONS } from "../../contract/errors.ts";
import { en } from "../../web/src/texts/en.ts";
import { startTestService, type TestService } from "../service/support.ts";
import { openBrowser } from "../support/browser.ts";
import { says, type Visit, visit } from "./visit.ts";

/** Every error of the closed lists, and every failure on the way to the API, in words that a person understands. */

let service: TestService;
let browser: Browser;
let user: Visit;
beforeAll(async () => {
  [service, browser] = await Promise.all([startTestService(), openBrowser()]);
  user = await visit(service, browser);
  await user.signIn("user@example.com");
  await user.sees("Get a code");
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** What the API would answer next. */
async function answering(answer: { status?: number; body?: object } | "nothing", act: () => Promise<void>) {
  await user.page.route("**/graphql", (route) =>
    answer === "nothing"
      ? route.abort()
      : route.fulfill({ status: answer.status ?? 200, json: answer.body ?? { errors: [{ message: "no" }] } }),
  );
  await act();
  await user.page.unroute("**/graphql");
}

const error = (errorType: string, errorInfo: object | null) => ({
  body: {
    data: { requestOtp: null },
    errors: [{ path: ["requestOtp"], errorType, errorInfo, message: `raw ${errorType}` }],
  },
});

/** @returns the whole text of the alert once it says what is expected */
async function told(answer: Parameters<typeof answering>[0], text: string): Promise<string> {
  await answering(answer, async () => {
    await user.press("Send code");
    await says(user.page, text);
  });
  return user.page.getByRole("alert").innerText();
}

test.each(Object.keys(REASONS) as (keyof typeof REASONS)[])(
  "F17 InvalidInput %s is told by the field's label",
  async (reason) => {
    const answer = error("InvalidInput", { field: "transaction.payee", reason });
    expect(await told(answer, en[`reason.${reason}`])).toBe(`Payee: ${en[`reason.${reason}`]}`);
  },
);

test.each(Object.keys(LIMIT_NAMES) as (keyof typeof LIMIT_NAMES)[])(
  "F17 Throttled by %s says for how long",
  async (limit) => {
    const text = await told(error("Throttled", { limit, retryAfterSeconds: 754 }), en[`limit.${limit}`]);
    expect(text).toBe(`${en[`limit.${limit}`]} You can try again in 12:34.`);
  },
);

/** What each other type says; of DeliveryFailed, where another try is worth it. */
const OTHERS: Record<Exclude<keyof typeof ERRORS, "InvalidInput" | "Throttled">, [object | null, string]> = {
  DestinationNotAllowed: [null, "We cannot send messages to this number. Please choose another way."],
  DeliveryFailed: [{ retryable: true }, "The message could not be sent. Please try again."],
  IdempotencyMismatch: [
    { field: "idempotencyKey" },
    "This request was made before with other details. Please start again.",
  ],
  Conflict: [null, "Something else changed this at the same time. Please try again."],
  NotFound: [null, "It is not there any more."],
  SecondFactorRequired: [{ purpose: "operator", withinSeconds: 900 }, "Please confirm with a code first."],
  InternalError: [
    { requestId: "abc-123" },
    "Something went wrong on our side. If it goes on, tell support this number: abc-123",
  ],
};

test.each(Object.entries(OTHERS))("F17 %s is told in words", async (type, [info, text]) => {
  expect(await told(error(type, info), text)).toBe(text);
});

test.each([
  [
    "a message that no other try brings",
    error("DeliveryFailed", { retryable: false }),
    en["error.DeliveryFailed.other"],
  ],
  ["a call that is not allowed", error("Unauthorized", null), en["error.denied"]],
  ["a type of a newer service", error("BrandNew", null), en["error.unknown"]],
  ["the firewall", { status: 403 }, en["error.blocked"]],
  ["AppSync's throttling", { status: 429 }, en["error.busy"]],
  ["a failure of AppSync", { status: 500 }, en["error.unknown"]],
  ["no connection", "nothing" as const, en["error.network"]],
])("F17 %s is told in words", async (_, answer, text) => {
  expect(await told(answer, text)).toBe(text);
});

test("F17 a status of a newer service counts as not verified", async () => {
  await user.press("Send code");
  await user.sees("Enter your code");
  const body = { data: { verifyOtp: { status: "BRAND_NEW", attemptsRemaining: 0, token: null, proof: null } } };
  await answering({ body }, async () => {
    await user.enter("123456");
    await says(user.page, "The code was not accepted. Please ask for a new one.");
  });
});

test("F17 a right code that brings no second factor is told as the failure that it is", async () => {
  const operator = await visit(service, browser);
  await operator.signIn("admin@example.com");
  await operator.press("Send code");
  await operator.sees("Enter your code");
  const body = {
    data: { verifyOtp: { status: "VERIFIED", attemptsRemaining: 0, token: null, stepUpToken: null } },
    errors: [
      {
        path: ["verifyOtp", "stepUpToken"],
        errorType: "InternalError",
        errorInfo: { requestId: "abc-123" },
        message: "no",
      },
    ],
  };
  await operator.page.route("**/graphql", (route) => route.fulfill({ json: body }));
  await operator.enter("0123456789AB");
  await says(operator.page, "If it goes on, tell support this number: abc-123");
  await operator.page.context().close();
});

test("F17 a session that has ended leads back to the sign-in, which says so", async () => {
  await user.page.getByRole("link", { name: "Devices", exact: true }).click();
  await user.sees("Remembered devices");
  await user.page.getByRole("link", { name: "Code", exact: true }).click();
  await answering({ status: 401 }, async () => {
    await user.press("Send code");
    await user.sees("Sign in to Example");
  });
  await user.page.getByRole("status").getByText("Your session has ended. Please sign in again.").waitFor();
});
