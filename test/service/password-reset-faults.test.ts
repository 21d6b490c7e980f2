import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { UNREACHED_MESSAGE } from "../../contract/errors.ts";
import {
  addAccount,
  codeTo,
  HOLD,
  knownAccount,
  messagesTo,
  NEW_PASSWORD,
  NO_RESET_LIMITS,
  OLD_PASSWORD,
  signsIn,
  stranger,
  WRONG_CODE,
} from "./resets.ts";
import { startTestService, type TestService } from "./support.ts";

/** What fails while a password is reset: it never is by less than a right code, and whoever calls is told that something failed. */

let service: TestService;
let email: string;
const someone = () => stranger(service);
beforeAll(async () => {
  service = await startTestService(NO_RESET_LIMITS);
});
afterAll(() => service.stop());
beforeEach(async () => {
  email = (await addAccount(service)).email;
});

/** Has the next call of a data source fail. */
const fail = (dataSource: string, kind: "error" | "throttling" | "conflict" | "lostAnswer" = "error") =>
  service.endpoint.api.faults.inject({ dataSource, kind, times: 1 });

describe("a request", () => {
  test.each([
    ["Resets", "error", "InternalError"],
    ["Resets", "throttling", "Conflict"],
    ["Resets", "conflict", "Conflict"],
  ] as const)("S17 is refused when %s answers with %s, and nothing is sent", async (dataSource, kind, errorType) => {
    fail(dataSource, kind);
    expect((await someone().ask(email)).errors).toMatchObject([{ errorType }]);
    expect(messagesTo(service, email)).toEqual([]);
    await someone().request(email);
    expect(messagesTo(service, email)).toHaveLength(1);
  });

  test("S44 whose follow-up cannot be handed over is told in the sentence that an alarm looks for; guesses stay wrong, and later another message goes out", async () => {
    fail("Reset", "throttling");
    const { errors } = await someone().ask(email);
    expect(errors).toMatchObject([{ errorType: "DeliveryFailed", errorInfo: { retryable: true } }]);
    expect(errors?.[0]?.message).toContain(UNREACHED_MESSAGE);
    const { id } = await someone().request(email);
    expect(messagesTo(service, email)).toEqual([]);
    expect(await someone().status(id, email, WRONG_CODE)).toBe("WRONG_CODE");
    service.advance(HOLD);
    expect((await someone().request(email)).id).toBe(id);
    expect(await someone().status(id, email, codeTo(service, email))).toBe("VERIFIED");
  });

  test("S17 of a known device is refused when KMS or the person cannot be asked: it falls into no other lane by an outage", async () => {
    const known = await knownAccount(service);
    for (const dataSource of ["Kms", "Tokens"]) {
      fail(dataSource);
      const { errors } = await someone().ask(known.email, { deviceToken: known.deviceToken });
      expect(errors, dataSource).toMatchObject([{ errorType: "InternalError" }]);
    }
  });
});

describe("the follow-up", () => {
  test.each(["GenerateMac", "AdminGetUser", "AdminListGroupsForUser"])(
    "S17 sends nothing when %s fails, is not tried again, and the next one works",
    async (operation) => {
      const faults = operation === "GenerateMac" ? service.kms.faults : service.cognito.faults;
      const mend = faults.inject({ operation, errorType: "AccessDeniedException" });
      const { id } = await someone().request(email);
      mend();
      expect(messagesTo(service, email)).toEqual([]);
      expect(service.logs.at(-1)).not.toContain(email);
      service.advance(HOLD);
      expect((await someone().request(email)).id).toBe(id);
      expect(await someone().status(id, email, codeTo(service, email))).toBe("VERIFIED");
    },
  );

  test("S17 whose message SES refuses is answered as any other, and the next message has the same code", async () => {
    const mend = service.messages.faults.inject({ operation: "SendEmail", errorType: "MessageRejected" });
    const { id } = await someone().request(email);
    mend();
    service.advance(HOLD);
    expect((await someone().request(email)).id).toBe(id);
    expect(messagesTo(service, email)).toHaveLength(1);
  });
});

describe("a guess", () => {
  test.each([
    ["Kms", "error"],
    ["Resets", "error"],
    ["Account", "error"],
    ["Account", "throttling"],
    ["Account", "lostAnswer"],
  ] as const)(
    "S17 is InternalError when %s answers with %s, and by its key the call is made good",
    async (source, kind) => {
      const { id } = await someone().request(email);
      const key = { idempotencyKey: "k" };
      const code = codeTo(service, email);
      fail(source, kind);
      expect((await someone().reset(id, email, code, key)).errors).toMatchObject([{ errorType: "InternalError" }]);
      if (kind !== "lostAnswer") expect(await signsIn(service, email, OLD_PASSWORD)).toBe(true);
      expect(await someone().status(id, email, code, key)).toBe("VERIFIED");
      expect(await signsIn(service, email, NEW_PASSWORD)).toBe(true);
    },
  );

  test("S37 whose account was disabled meanwhile is NotFound, and one whose password the pool does not take names the field", async () => {
    const { id } = await someone().request(email);
    const code = codeTo(service, email);
    const key = { idempotencyKey: "k" };
    const mend = service.cognito.faults.inject({
      operation: "AdminSetUserPassword",
      errorType: "InvalidPasswordException",
    });
    expect((await someone().reset(id, email, code, key)).errors).toMatchObject([
      { errorType: "InvalidInput", errorInfo: { field: "newPassword", reason: "PASSWORD_POLICY" } },
    ]);
    mend();
    const gone = service.cognito.faults.inject({ operation: "AdminGetUser", errorType: "UserNotFoundException" });
    expect((await someone().reset(id, email, code, key)).errors).toMatchObject([{ errorType: "NotFound" }]);
    gone();
    expect(await someone().status(id, email, code, key)).toBe("VERIFIED");
  });
});
