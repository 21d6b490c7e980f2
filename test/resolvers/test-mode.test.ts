import { EarlyReturn } from "appsync-local/testing";
import { expect, test } from "vitest";
import { contextOf, stepOf } from "./steps.ts";

const liftHold = stepOf("verifyOtp/liftHold");
const verifiedBy = (marked: boolean) => {
  const verified = {
    ...{ lane: { tenant: "pool", subject: "s", device: null }, id: "login_1", purpose: "login", channel: "SMS" },
    ...{ destination: "+12025550147", transaction: null, at: 1, test: marked },
  };
  const stash = { held: "u@example.com", signedOut: 0 };
  return liftHold.request(contextOf({ stash, prev: { result: { status: "VERIFIED", verified } } }));
};

test("a fixed code lifts no hold that a password reset has left, and an ordinary one does", () => {
  expect(verifiedBy(true)).toBeInstanceOf(EarlyReturn);
  expect(verifiedBy(false)).toMatchObject({ operation: "UpdateItem" });
});
