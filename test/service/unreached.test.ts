import type { Fault } from "appsync-local";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { UNREACHED_MESSAGE } from "../../contract/errors.ts";
import { itemsOf, person } from "./person.ts";
import { startTestService, type TestService } from "./support.ts";

/** The send function cannot be called. A call that certainly never ran costs nobody anything; any other may have sent a message. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());
afterEach(() => service.endpoint.api.faults.clear());

const break_ = (fault: Partial<Fault>) =>
  service.endpoint.api.faults.inject({ dataSource: "Send", operation: "Invoke", kind: "error", ...fault });

const REFUSED = "User: role is not authorized to perform: lambda:InvokeFunction";
const NEVER_RAN: [string, Partial<Fault>][] = [
  ["throttled", { kind: "throttling" }],
  ["throttled, in the name that clients of AppSync have met", { errorType: "Lambda:IllegalArgument" }],
  ["being changed", { kind: "conflict" }],
  ["deleted", { errorType: "Lambda:ResourceNotFoundException" }],
  ["without the key of its environment", { errorType: "Lambda:KMSDisabledException" }],
  ["without a role that Lambda can assume", { errorType: "Lambda:InvalidParameterValueException" }],
  ["not the API's to call", { errorType: "Lambda:AccessDeniedException", message: REFUSED }],
  [
    "not the API's to call, in the name of the SDK's base class",
    { errorType: "Lambda:AWSLambdaException", message: `${REFUSED} (Service: AWSLambda; Status Code: 403; …)` },
  ],
];

describe.each(NEVER_RAN)("S44 the send function is %s", (_, fault) => {
  test("twenty requests are refused, each may be repeated at once, and none is counted", async () => {
    const someone = person(service);
    const mend = break_(fault);
    for (let n = 0; n < 20; n++) {
      expect((await someone.ask({ idempotencyKey: "k" })).errors).toMatchObject([
        { errorType: "DeliveryFailed", errorInfo: { retryable: true }, message: UNREACHED_MESSAGE },
      ]);
    }
    mend();
    const { data } = await someone.ask({ idempotencyKey: "k" });
    expect(data.requestOtp.limits.map(({ remaining }: { remaining: number }) => remaining)).toEqual([0, 2, 4, 4]);
    expect((await someone.check(data.requestOtp.token.id, someone.code())).status).toBe("VERIFIED");
  });

  test("a token that was there is as it was, guesses included, and its code verifies", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    await someone.guessWrong(id, 2);
    service.advance(30);
    const { login: slot, ...others } = await itemsOf(service, someone.subject);
    for (const input of [{}, { idempotencyKey: "second" }, { codeLength: 8 }]) {
      const mend = break_(fault);
      expect((await someone.ask(input)).errors).toMatchObject([{ message: UNREACHED_MESSAGE }]);
      mend();
    }
    const { "login#keys": keys, ...after } = await itemsOf(service, someone.subject);
    expect(keys?.keys?.L).toEqual([]);
    expect(after).toEqual({ ...others, login: { ...slot, revision: after.login?.revision } });
    expect(await someone.check(id, someone.code())).toMatchObject({ status: "VERIFIED" });
  });
});

/** The last field says whether the function's own metric of errors misses it. */
const PERHAPS_RAN: [string, Partial<Fault>, boolean][] = [
  ["Lambda itself failed", { kind: "error" }, true],
  ["the answer was lost", { errorType: "Lambda:SdkClientException" }, true],
  ["it took too long", { errorType: "Lambda:ExecutionTimeoutException" }, true],
  ["the error has a name that nobody has listed", { errorType: "Lambda:NewException" }, true],
  ["the answer makes no sense", { kind: "garbled" }, true],
  ["the base class of the SDK says nothing of a refusal", { errorType: "Lambda:AWSLambdaException" }, true],
  ["it threw, whatever its message says", { errorType: "Lambda:Unhandled", message: "Status Code: 403" }, false],
];

test.each(PERHAPS_RAN)(
  "S44 perhaps a message went out: %s. Then five requests use up a quarter",
  async (_, fault, unreached) => {
    const someone = person(service);
    break_(fault);
    for (let n = 0; n < 5; n++) {
      const [error] = (await someone.ask()).errors ?? [];
      expect(error).toMatchObject({ errorType: "DeliveryFailed", errorInfo: { retryable: true } });
      expect(error?.message === UNREACHED_MESSAGE).toBe(unreached);
    }
    expect((await someone.ask()).errors).toMatchObject([{ errorType: "Throttled", errorInfo: { limit: "SUBJECT" } }]);
  },
);

test("S44 the log says why the send function could not be called, and the answer does not", async () => {
  const someone = person(service);
  break_({ errorType: "Lambda:AccessDeniedException", message: REFUSED });
  const answer = await someone.ask();
  expect(service.logs.slice(-2).join("\n")).toContain(`Send: Lambda:AccessDeniedException: ${REFUSED}`);
  expect(JSON.stringify(answer)).not.toMatch(/lambda|role/i);
});

test("S44 a message that the provider refused is no call that failed: its alarm is another", async () => {
  const someone = person(service);
  service.messages.faults.inject({ operation: "SendEmail", errorType: "MessageRejected", times: 1 });
  const [error] = (await someone.ask()).errors ?? [];
  expect(error).toMatchObject({ errorType: "DeliveryFailed" });
  expect(error?.message).not.toBe(UNREACHED_MESSAGE);
});
