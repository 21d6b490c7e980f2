import { afterAll, beforeAll, expect, test } from "vitest";
import { person } from "../service/person.ts";
import { startTestService, type TestService } from "../service/support.ts";

/** Faults that the model found in the design, tested on the real service. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test("S17 a token whose messages were all sent and never recorded is replaced after 35 seconds: asking again works", async () => {
  const someone = person(service);
  for (const _ of [1, 2, 3]) {
    service.endpoint.api.faults.inject({ dataSource: "Tokens", operation: "UpdateItem", kind: "error", times: 1 });
    expect((await someone.ask()).errors).toMatchObject([{ errorType: "InternalError" }]);
    service.advance(35);
  }
  const token = await someone.token();
  expect(token).toMatchObject({ status: "SENT", sendsRemaining: 2 });
  expect((await someone.check(token.id, someone.code())).status).toBe("VERIFIED");
});

test("an idempotency key whose message was sent sends nothing after a later message of the token has failed", async () => {
  const someone = person(service);
  const first = await someone.token({ idempotencyKey: "k" });
  service.advance(30);
  service.messages.faults.inject({ operation: "SendEmail", errorType: "MessageRejected", times: 1 });
  expect((await someone.ask()).errors).toMatchObject([{ errorType: "DeliveryFailed" }]);
  expect(await someone.token({ idempotencyKey: "k" })).toMatchObject({
    id: first.id,
    status: "FAILED",
    sendsRemaining: 1,
  });
  expect(someone.messages()).toHaveLength(1);
  expect(await someone.token()).toMatchObject({ id: first.id, status: "SENT" });
});
