import { type OtpClient, OtpError } from "appsync-otp-client";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startTestService, type TestService, wrongFor } from "../service/support.ts";
import { clientsOf, codeTo, stranger, type Trouble, troubled } from "./support.ts";

/** What the typed client does by itself when a call fails. */

let service: TestService;
let clients: ReturnType<typeof clientsOf>;
beforeAll(async () => {
  service = await startTestService();
  clients = clientsOf(service);
});
afterAll(() => service.stop());
afterEach(() => vi.restoreAllMocks());

const messagesTo = (address: string) => service.messages.inbox.list().filter(({ to }) => to === address);
const raised = (operation: string, errorType: string): Trouble => ({
  status: 200,
  body: {
    data: { [operation]: null },
    errors: [{ path: [operation], errorType, errorInfo: null, message: "no" }],
  },
});
const THROTTLED: Trouble = { status: 429, body: { errors: [{ errorType: "TooManyRequests", message: "slow down" }] } };
const UNAVAILABLE: Trouble = { status: 503, body: "" };
const REFUSED: Trouble = { status: 401, body: { errors: [{ errorType: "UnauthorizedException", message: "no" }] } };
const PASSING: [string, Trouble][] = [
  ["the request never arrives", "dead"],
  ["the answer is lost", "lost"],
  ["AppSync throttles", THROTTLED],
  ["AppSync fails", UNAVAILABLE],
];

describe.each([...PASSING, ["another call was faster", raised("requestOtp", "Conflict")] as const])(
  "when %s twice",
  (_, trouble) => {
    test("requestOtp is tried three times with one key, and sends one message", async () => {
      const { fetch, requests } = troubled(trouble, trouble);
      const someone = stranger();
      const { token } = await clients.backend({ fetch }).requestOtp({ channel: "EMAIL", ...someone });
      expect(token.status).toBe("SENT");
      expect(messagesTo(someone.destination)).toHaveLength(1);
      const keys = requests.map(({ variables }) => variables.input.idempotencyKey);
      expect(keys).toHaveLength(3);
      expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
      expect(new Set(keys).size).toBe(1);
    });
  },
);

describe.each(PASSING)("when %s", (_, trouble) => {
  test("S08 a wrong guess is charged once, and a right one verified", async () => {
    const { client, email } = await clients.user();
    const { token } = await client.requestOtp({ channel: "EMAIL" });
    const code = codeTo(service, email);
    const wrong = await (await clients.as(email, troubled(trouble))).verifyOtp({ id: token.id, code: wrongFor(code) });
    expect(wrong).toMatchObject({ status: "WRONG_CODE", attemptsRemaining: 4 });
    const right = await (await clients.as(email, troubled(trouble))).verifyOtp({ id: token.id, code });
    expect(right.status).toBe("VERIFIED");
  });

  test("queries are tried again", async () => {
    const { subject } = stranger();
    expect(await clients.backend(troubled(trouble)).devices({ subject })).toEqual([]);
    const pages = [];
    for await (const page of clients.backend(troubled(trouble)).activeTokens({ subject })) pages.push(page);
    expect(pages).toEqual([{ items: [], nextToken: null }]);
  });
});

describe("mutations without an idempotency key", () => {
  const CALLS: [string, (client: OtpClient) => Promise<unknown>][] = [
    ["cancelOtp", (client) => client.cancelOtp({ id: "x", subject: "s" })],
    ["forgetDevices", (client) => client.forgetDevices({ subject: "s" })],
    ["unlockSubject", (client) => client.unlockSubject({ subject: "s" })],
  ];

  test.each(CALLS)("%s is not tried again where it may have had its effect", async (_, call) => {
    for (const trouble of ["dead", "lost", UNAVAILABLE] as const) {
      const { fetch, requests } = troubled(trouble);
      await expect(call(clients.backend({ fetch }))).rejects.toBeInstanceOf(OtpError);
      expect(requests).toHaveLength(1);
    }
  });

  test.each(CALLS)("%s is tried again where it certainly had none", async (name, call) => {
    const { fetch, requests } = troubled(THROTTLED, raised(name, "Conflict"), raised(name, "NotFound"));
    await expect(call(clients.backend({ fetch }))).rejects.toMatchObject({ errorType: "NotFound" });
    expect(requests).toHaveLength(3);
  });
});

test.each(["InvalidInput", "Throttled", "DeliveryFailed", "InternalError", "Unauthorized"])(
  "%s is not tried again",
  async (errorType) => {
    const { fetch, requests } = troubled(raised("requestOtp", errorType));
    const call = clients.backend({ fetch }).requestOtp({ channel: "EMAIL", ...stranger() });
    await expect(call).rejects.toMatchObject({ errorType });
    expect(requests).toHaveLength(1);
  },
);

describe("a call that is answered 401", () => {
  test("S35 is signed once more by an API client, with the same key and another nonce", async () => {
    const { fetch, requests } = troubled(REFUSED, "none", REFUSED, "none", REFUSED, "none");
    const client = await clients.apiClient({ fetch });
    const { subject, destination } = stranger();
    const { token } = await client.requestOtp({ channel: "EMAIL", subject, destination });
    expect((await client.verifyOtp({ id: token.id, subject, code: codeTo(service, destination) })).status).toBe(
      "VERIFIED",
    );
    await expect(client.cancelOtp({ id: token.id, subject })).rejects.toMatchObject({ errorType: "NotFound" });
    expect(requests.map(({ variables }) => variables)).toEqual([0, 0, 2, 2, 4, 4].map((n) => requests[n]?.variables));
    expect(new Set(requests.map(({ authorization }) => authorization)).size).toBe(6);
  });

  test("is not made a third time, nor more often than the option attempts allows", async () => {
    for (const [attempts, made] of [
      [3, 2],
      [1, 1],
    ] as const) {
      const { fetch, requests } = troubled(REFUSED, REFUSED, REFUSED);
      const client = await clients.apiClient({ fetch, attempts });
      await expect(client.devices({ subject: "s" })).rejects.toMatchObject({ name: "HttpError", status: 401 });
      expect(requests).toHaveLength(made);
    }
  });

  test("is not made again by users and roles: their token or signature would be the same", async () => {
    for (const call of [
      async (fetch: typeof globalThis.fetch) => (await clients.user({ fetch })).client.devices(),
      async (fetch: typeof globalThis.fetch) => clients.backend({ fetch }).devices({ subject: "s" }),
    ]) {
      const { fetch, requests } = troubled(REFUSED);
      await expect(call(fetch)).rejects.toMatchObject({ name: "HttpError", status: 401 });
      expect(requests).toHaveLength(1);
    }
  });
});

test.each([undefined, null])("a key that is given as %s is made", async (idempotencyKey) => {
  const { fetch, requests } = troubled();
  const { client } = await clients.user({ fetch });
  const { token } = await client.requestOtp({ channel: "EMAIL", idempotencyKey });
  await client.verifyOtp({ id: token.id, code: "123456", idempotencyKey });
  const keys = requests.map(({ variables }) => variables.input.idempotencyKey);
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), expect.stringMatching(/^[0-9a-f-]{36}$/)]);
});

test("each call has a key of its own, and the caller's own key is kept", async () => {
  const { fetch, requests } = troubled();
  const { client, email } = await clients.user({ fetch });
  const { token } = await client.requestOtp({ channel: "EMAIL", idempotencyKey: "mine" });
  const code = codeTo(service, email);
  const guess = { id: token.id, code: wrongFor(code) };
  await client.verifyOtp(guess);
  expect((await client.verifyOtp(guess)).attemptsRemaining).toBe(3);
  const [asked, first, second] = requests.map(({ variables }) => variables.input.idempotencyKey);
  expect(asked).toBe("mine");
  expect(first).not.toBe(second);
});

describe("the number of attempts", () => {
  const dead = Array<Trouble>(9).fill("dead");

  test.each([
    [undefined, 3],
    [1, 1],
    [5, 5],
  ])("as the option attempts gives it (%s) is %i", async (attempts, made) => {
    const { fetch, requests } = troubled(...dead);
    const client = clients.backend({ fetch, ...(attempts ? { attempts } : {}) });
    const call = client.devices({ subject: "s" });
    await expect(call).rejects.toMatchObject({ name: "NetworkError", cause: expect.any(TypeError) });
    expect(requests).toHaveLength(made);
  });

  test("is not counted over calls, and waits are at random up to 200 and 400 milliseconds", async () => {
    const waits: (number | undefined)[] = [];
    const { setTimeout: really } = globalThis;
    vi.spyOn(globalThis, "setTimeout").mockImplementation(((run: () => void, milliseconds?: number) => {
      waits.push(milliseconds);
      return really(run, 0);
    }) as typeof setTimeout);
    const random = vi.spyOn(Math, "random");
    const { fetch } = troubled(...dead);
    for (const value of [0.5, 1]) {
      random.mockReturnValue(value);
      await clients
        .unhurried({ fetch })
        .devices({ subject: "s" })
        .catch(() => {});
    }
    expect(waits).toEqual([100, 200, 200, 400]);
  });
});

describe("an abort", () => {
  test("ends a call that is under way with the signal's reason, and no attempt follows", async () => {
    const { fetch: counting, requests } = troubled("dead");
    const abort = new AbortController();
    const fetch: typeof globalThis.fetch = async (input, init) => {
      if (requests.length === 1) queueMicrotask(() => abort.abort(new Error("enough")));
      return counting(input, init);
    };
    const call = clients.backend({ fetch }).devices({ subject: "s" }, { signal: abort.signal });
    await expect(call).rejects.toThrow("enough");
    expect(requests).toHaveLength(2);
  });

  test("ends the wait between attempts", async () => {
    const { fetch, requests } = troubled("dead");
    const abort = new AbortController();
    const retryDelay = () => {
      queueMicrotask(() => abort.abort(new Error("enough")));
      return 2 ** 30;
    };
    const call = clients.backend({ fetch, retryDelay }).devices({ subject: "s" }, { signal: abort.signal });
    await expect(call).rejects.toThrow("enough");
    expect(requests).toHaveLength(1);
  });

  test("from before the call lets nothing be sent", async () => {
    const { fetch, requests } = troubled();
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(clients.backend({ fetch }).devices({ subject: "s" }, { signal })).rejects.toThrow("enough");
    expect(requests).toEqual([]);
  });
});

test("an attempt that takes too long is given up, and another one made", async () => {
  const late = new AbortController();
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValueOnce(late.signal);
  const { fetch: working, requests } = troubled();
  const fetch: typeof globalThis.fetch = (input, init) => {
    if (late.signal.aborted) return working(input, init);
    return new Promise((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      late.abort(new DOMException("too late", "TimeoutError"));
    });
  };
  const client = clients.backend({ fetch, attemptMilliseconds: 12_345 });
  expect(await client.devices({ subject: "s" })).toEqual([]);
  expect(requests).toHaveLength(1);
  expect(timeout.mock.calls).toEqual([[12_345], [12_345]]);
});

test("what gives the ID token is asked anew for each attempt, and its own failure is the call's", async () => {
  const { client, email } = await clients.user();
  await client.devices();
  let asked = 0;
  const { IdToken } = await service.cognito.tokensOf(email, service.outputs.userPoolClientId);
  const { fetch } = troubled("dead");
  const renewed = clients.by(() => (++asked > 0 ? IdToken : ""), { fetch });
  await renewed.devices();
  expect(asked).toBe(2);
  const signedOut = clients.by(() => Promise.reject(new Error("signed out")), { fetch });
  await expect(signedOut.devices()).rejects.toThrow("signed out");
});
