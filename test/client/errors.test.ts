import * as published from "appsync-otp-client";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { ERRORS } from "../../contract/errors.ts";
import { startTestService, type TestService } from "../service/support.ts";
import { clientsOf, codeTo, stranger, type Trouble, troubled } from "./support.ts";

/** What calls of the typed client reject with. */

let service: TestService;
let clients: ReturnType<typeof clientsOf>;
beforeAll(async () => {
  service = await startTestService();
  clients = clientsOf(service);
});
afterAll(() => service.stop());

const rejection = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => expect.fail("the call was to fail"),
    (error: unknown) => error,
  );

describe("S37 an error of the service has a class, and its errorInfo a type", () => {
  test("InvalidInputError names the field and the reason", async () => {
    const error = await rejection(clients.backend().requestOtp({ channel: "EMAIL", destination: "x", subject: "s" }));
    if (!(error instanceof published.InvalidInputError)) throw error;
    expectTypeOf(error.errorInfo.reason).toEqualTypeOf<published.Reason>();
    expect(error.errorInfo).toEqual({ field: "destination", reason: "MALFORMED" });
    expect(error).toMatchObject({ name: "InvalidInputError", errorType: "InvalidInput", payload: null });
    expect(error.message).toMatch(/^destination: /);
  });

  test("ThrottledError says when to call again, and was tried once", async () => {
    const { fetch, requests } = troubled();
    const client = clients.backend({ fetch });
    const someone = { channel: "EMAIL", ...stranger() } as const;
    await client.requestOtp(someone);
    const error = await rejection(client.requestOtp(someone));
    if (!(error instanceof published.ThrottledError)) throw error;
    expectTypeOf(error.errorInfo.limit).toEqualTypeOf<published.LimitName>();
    expect(error.errorInfo).toEqual({ limit: "COOLDOWN", retryAfterSeconds: 30 });
    expect(requests).toHaveLength(2);
  });

  test("the others are told apart likewise", async () => {
    const client = clients.backend();
    const someone = { channel: "EMAIL", ...stranger(), idempotencyKey: "k" } as const;
    await client.requestOtp(someone);
    const mismatch = await rejection(client.requestOtp({ ...someone, codeLength: 9 }));
    expect(mismatch).toBeInstanceOf(published.IdempotencyMismatchError);
    const subject = "s";
    const abroad = await rejection(client.requestOtp({ channel: "SMS", subject, destination: "+37060112345" }));
    expect(abroad).toBeInstanceOf(published.DestinationNotAllowedError);
    const missing = await rejection(client.cancelOtp({ id: `login_1-_${"0".repeat(64)}`, subject }));
    expect(missing).toBeInstanceOf(published.NotFoundError);
    const { client: user } = await clients.user();
    const error = await rejection(user.forgetDevices({}));
    if (!(error instanceof published.SecondFactorRequiredError)) throw error;
    expect(error.errorInfo).toEqual({ purpose: "manage-account", withinSeconds: 600 });
  });

  test.each(Object.keys(ERRORS))("%s is an OtpError and an ApiError, and exported", async (errorType) => {
    const entry = { path: ["cancelOtp"], errorType, errorInfo: null, message: "no" };
    const { fetch } = troubled(answer({ data: { cancelOtp: null }, errors: [entry] }));
    const error = await rejection(clients.backend({ fetch, attempts: 1 }).cancelOtp({ id: "x" }));
    const name = errorType.replace(/(Error)?$/, "Error");
    expect(Object.entries(published)).toContainEqual([name, (error as Error).constructor]);
    expect(error).toBeInstanceOf(published.ApiError);
    expect(error).toBeInstanceOf(published.OtpError);
    expect(error).toMatchObject({ name, errorType, message: "no" });
  });
});

const answer = (body: object | string, status = 200): Trouble => ({ status, body });

test("an error that the client does not know is an ApiError with its type", async () => {
  const entry = { path: ["devices"], errorType: "Unauthorized", errorInfo: { a: 1 }, message: "Not Authorized" };
  const { fetch } = troubled(answer({ data: { devices: null }, errors: [entry] }));
  const error = await rejection(clients.backend({ fetch }).devices());
  expect(error).toMatchObject({ name: "ApiError", errorType: "Unauthorized", errorInfo: { a: 1 } });
  const invalid = troubled(answer({ data: null, errors: [{ message: "Validation error", path: null }] }));
  const other = await rejection(clients.backend({ fetch: invalid.fetch }).devices());
  expect(other).toMatchObject({ name: "ApiError", errorType: null, message: "Validation error" });
});

test("a caller whom the API does not know gets an HttpError with the status and AppSync's type", async () => {
  const stranger = published.cognitoUser(() => "not.a.token");
  const client = published.createOtpClient({ url: service.outputs.graphqlUrl, caller: stranger });
  const error = await rejection(client.requestOtp({ channel: "SMS" }));
  expect(error).toMatchObject({ name: "HttpError", status: 401, errorType: "UnauthorizedException" });
});

test.each([
  ["a page of a proxy", answer("<html>", 502)],
  ["a sign-in page of a network", answer("<html>")],
  ["JSON that is no answer of GraphQL", answer("7")],
  ["nothing", answer("")],
])("%s is an HttpError with what was answered", async (_, trouble) => {
  const { fetch } = troubled(trouble);
  const error = await rejection(clients.backend({ fetch, attempts: 1 }).devices({ subject: "s" }));
  if (!(error instanceof published.HttpError) || typeof trouble !== "object") throw error;
  expect({ status: error.status, body: error.body }).toEqual(trouble);
});

test("an answer without a payload or an error is an error", async () => {
  const { fetch } = troubled(answer({ data: { devices: null } }));
  const error = await rejection(clients.backend({ fetch }).devices({ subject: "s" }));
  expect(error).toMatchObject({ name: "ApiError", message: "devices answered nothing" });
});

describe("S03 a code that was verified while a selected field failed", () => {
  /** A code to verify, and a `fetch` in whose first answers this field has failed. */
  async function verifying(field: string, errorType: string, times: number) {
    const { client, email } = await clients.user();
    const { token } = await client.requestOtp({ channel: "EMAIL", data: "1" });
    let attempts = 0;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const response = await globalThis.fetch(input, init);
      attempts += 1;
      if (attempts > times) return response;
      const { data } = (await response.json()) as { data: { verifyOtp: object } };
      const errors = [{ path: ["verifyOtp", field], errorType, errorInfo: null, message: "no" }];
      return new Response(JSON.stringify({ data: { verifyOtp: { ...data.verifyOtp, [field]: null } }, errors }));
    };
    const input = { id: token.id, code: codeTo(service, email), idempotencyKey: "k" };
    return { input, made: () => attempts, client: (more = {}) => clients.as(email, { fetch, ...more }) };
  }

  test("is told as verified by the error, and again in full by the same key", async () => {
    const { client: make, input } = await verifying("data", "InternalError", 1);
    const client = await make();
    const error = await rejection(client.verifyOtp(input, { select: ["data"] }));
    expect(error).toMatchObject({ name: "InternalError", payload: { status: "VERIFIED" } });
    expect(await client.verifyOtp(input, { select: ["data"] })).toMatchObject({ status: "VERIFIED", data: "1" });
  });

  test("is asked for again by itself if only another call was faster", async () => {
    const { client, input, made } = await verifying("data", "Conflict", 2);
    const verified = await (await client()).verifyOtp(input, { select: ["data"] });
    expect(verified).toMatchObject({ status: "VERIFIED", data: "1" });
    expect(made()).toBe(3);
  });

  test.each([
    ["Conflict", 3],
    ["InternalError", 1],
  ])("is no error if only the device could not be remembered (%s)", async (type, attempts) => {
    const { client, input, made } = await verifying("deviceToken", type, 9);
    const remembering = await client({ deviceTokens: published.inMemory() });
    const verified = await remembering.verifyOtp(input, { select: ["data"], remember: true });
    expect(verified).toMatchObject({ status: "VERIFIED", data: "1", remembered: false });
    expect(made()).toBe(attempts);
  });
});
