import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { signedCaller } from "./api-client.ts";
import {
  ACTIVATE,
  activate,
  CLIENTS,
  CREATE,
  codeTo,
  operatorOf,
  RESEND,
  REVOKE,
  ROTATE,
  SHOP,
  UPDATE,
} from "./managed-clients.ts";
import { missing } from "./step-up.ts";
import { startTestService, type TestService } from "./support.ts";

/** Who may manage API clients: operators with a second factor alone. What fails in the middle leaves nothing that could be misused. */

let service: TestService;
let operator: Awaited<ReturnType<typeof operatorOf>>;
beforeAll(async () => {
  service = await startTestService();
  operator = await operatorOf(service);
});
afterAll(() => service.stop());
afterEach(() => service.endpoint.api.faults.clear());

const ID = "0123456789abcdef";
/** Every field that operators alone may call. */
const FIELDS: [name: string, query: string, variables: (stepUpToken?: string | null) => object][] = [
  ["createApiClient", CREATE, (stepUpToken) => ({ input: { ...SHOP, stepUpToken } })],
  ["resendApiClientActivation", RESEND, (stepUpToken) => ({ input: { id: ID, stepUpToken } })],
  ["rotateApiClientSecret", ROTATE, (stepUpToken) => ({ input: { id: ID, overlapSeconds: 0, stepUpToken } })],
  ["updateApiClient", UPDATE, (stepUpToken) => ({ input: { id: ID, name: "x", stepUpToken } })],
  ["revokeApiClient", REVOKE, (stepUpToken) => ({ input: { id: ID, stepUpToken } })],
  ["apiClients", CLIENTS, (stepUpToken) => ({ stepUpToken })],
];

describe.each(FIELDS)("%s", (name, query, variables) => {
  test("S41 is refused to users, to operators who signed in as users, to backends of both kinds, whatever token they bring", async () => {
    const { secret, client } = await operator.active({ email: `${name.toLowerCase()}@example.com` });
    const callers = [
      await service.user(),
      await service.user("admin@example.com"),
      service.backend(),
      signedCaller(service, { clientId: client.id, secretVersion: 1, secret }),
    ];
    for (const caller of callers) {
      const { data, errors } = await caller(query, variables(operator.stepUpToken));
      expect(data[name]).toBeNull();
      expect(errors).toMatchObject([{ errorType: "Unauthorized" }]);
    }
  });

  test("S41 needs the operator's second factor: no token, another session's, and one of another purpose are refused alike", async () => {
    const other = await service.operator();
    const tokens = [
      undefined,
      null,
      "",
      operator.stepUpToken.replace(".operator.", ".manage-account."),
      operator.stepUpToken,
    ];
    for (const token of tokens) {
      const { data, errors } = await other(query, variables(token));
      expect(data[name]).toBeNull();
      expect(errors, `${token}`).toMatchObject([missing("operator")]);
    }
  });
});

test("activateApiClient is closed to everybody who signs in or signs: it takes the API key", async () => {
  const input = { id: ID, activationCode: "0".repeat(26) };
  for (const caller of [await service.user(), await service.operator(), service.backend()]) {
    expect((await caller(ACTIVATE, { input })).errors).toMatchObject([{ errorType: "Unauthorized" }]);
  }
});

describe("S17 a failure", () => {
  const inject = (fault: object) => service.endpoint.api.faults.inject({ kind: "error", times: 1, ...fault });

  test("of KMS while a code is checked activates nothing, and the code works afterwards", async () => {
    const { id, email } = await operator.create({ email: "kms@example.com" });
    const remove = service.kms.faults.inject({ operation: "GenerateMac", status: 500 });
    expect((await activate(service, id, codeTo(service, email))).errors).toMatchObject([
      { errorType: "InternalError" },
    ]);
    remove();
    expect((await activate(service, id, codeTo(service, email))).errors).toBeUndefined();
  });

  test("of the table is told as it is, and a write that lost a race as Conflict", async () => {
    const { id, email } = await operator.create({ email: "table@example.com" });
    const code = codeTo(service, email);
    for (const [kind, errorType] of [
      ["error", "InternalError"],
      ["throttling", "Conflict"],
      ["conflict", "Conflict"],
      ["garbled", "InternalError"],
    ] as const) {
      inject({ dataSource: "Clients", operation: "UpdateItem", kind });
      expect((await operator.call(UPDATE, { id, name: "Other" })).errors, kind).toMatchObject([{ errorType }]);
    }
    inject({ dataSource: "Clients", operation: "UpdateItem" });
    expect((await activate(service, id, code)).errors).toMatchObject([{ errorType: "InternalError" }]);
    expect((await activate(service, id, code)).errors).toBeUndefined();
    inject({ dataSource: "Clients", operation: "GetItem" });
    expect((await operator.call(ROTATE, { id, overlapSeconds: 0 })).errors).toMatchObject([
      { errorType: "InternalError" },
    ]);
    inject({ dataSource: "Clients", operation: "Query" });
    expect((await operator.pages()).errors).toMatchObject([{ errorType: "InternalError" }]);
  });

  test("of an activation whose answer is lost is cured by a rotation, and the code is used up", async () => {
    const { id, email } = await operator.create({ email: "lost@example.com" });
    inject({ dataSource: "Clients", operation: "UpdateItem", kind: "lostAnswer" });
    expect((await activate(service, id, codeTo(service, email))).errors).toHaveLength(1);
    expect((await activate(service, id, codeTo(service, email))).errors).toMatchObject([{ errorType: "NotFound" }]);
    expect((await operator.done(ROTATE, { id, overlapSeconds: 0 })).keyId).toBe(`${id}_2`);
  });

  test("of the write after the e-mail leaves a code that does not count, and an operator who knows", async () => {
    const { id } = await operator.create({ email: "late@example.com" });
    inject({ dataSource: "Clients", operation: "UpdateItem", after: 1 });
    const { errors } = await operator.call(RESEND, { id });
    expect(errors).toHaveLength(1);
    expect((await activate(service, id, codeTo(service, "late@example.com"))).errors).toHaveLength(1);
  });
});
