import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLambda, type Lambda } from "appsync-local/lambda";
import { buildSchema } from "graphql";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { AuthorizerEnvironment } from "../../contract/environment.ts";
import { DENIED_FIELDS } from "../../functions/authorizer/denied-fields.ts";
import type { AuthorizerAnswer, AuthorizerEvent } from "../../functions/authorizer/event.ts";
import { isSigned } from "../../functions/authorizer/signature.ts";
import { readToken, type SignatureToken } from "../../functions/authorizer/token.ts";
import { CLIENT_KEY, REGION } from "../../local/service/index.ts";
import { type ClientKey, changeClient, clientItem, keyOf, newClient, sign } from "../service/api-client.ts";
import { startTestService, type TestService } from "../service/support.ts";
import { openCounter } from "../support/counting-proxy.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** docs/signing-vectors.json */
interface Vectors {
  apiId: string;
  clientId: string;
  secret: string;
  vectors: {
    name: string;
    timestamp: string;
    secretVersion: string;
    nonce: string;
    operationName: string;
    query: string;
    variables: string;
    authorization: string;
  }[];
  refused: { name: string; variables: string }[];
}
const { apiId, clientId, secret, vectors, refused }: Vectors = JSON.parse(read("docs/signing-vectors.json"));

/** The event by which AppSync asks about a vector. */
const eventOf = ({ authorization, query, operationName, variables }: Vectors["vectors"][number]): AuthorizerEvent => ({
  authorizationToken: authorization,
  requestContext: { apiId, requestId: "1", queryString: query, operationName, variables: JSON.parse(variables) },
});

/** The program in docs/signing.md. */
async function documented(): Promise<(key: object, request: object, time: string, nonce: string) => string> {
  const [, program = ""] = /```js\n(.+?)```/s.exec(read("docs/signing.md")) ?? [];
  return (await import(`data:text/javascript,${encodeURIComponent(program)}`)).authorization;
}

describe("the test vectors of docs/signing.md", () => {
  test.each(vectors)("S35 F28 the authorizer, and the program on the page, sign as they say: $name", async (vector) => {
    const event = eventOf(vector);
    const token = readToken(vector.authorization) as SignatureToken;
    expect(isSigned(token, event, secret)).toBe(true);
    const { secretVersion, query, operationName, timestamp, nonce } = vector;
    const key = { apiId, clientId, secretVersion, secret };
    const request = { query, operationName, variables: JSON.parse(vector.variables) };
    expect((await documented())(key, request, timestamp, nonce)).toBe(vector.authorization);
  });

  test.each(vectors)("S35 any other part makes another signature: $name", (vector) => {
    const event = eventOf(vector);
    const token = readToken(vector.authorization) as SignatureToken;
    const isRight = (parts: Partial<AuthorizerEvent["requestContext"]>, changed: Partial<SignatureToken> = {}) =>
      isSigned({ ...token, ...changed }, { ...event, requestContext: { ...event.requestContext, ...parts } }, secret);
    expect(isRight({})).toBe(true);
    expect(isRight({ apiId: `${apiId.slice(0, -1)}0` })).toBe(false);
    expect(isRight({ queryString: `${vector.query} ` })).toBe(false);
    expect(isRight({ operationName: `${vector.operationName}x` })).toBe(false);
    expect(isRight({ variables: { ...event.requestContext.variables, more: null } })).toBe(false);
    expect(isRight({}, { timestamp: `${Number(vector.timestamp) + 1}` })).toBe(false);
    expect(isRight({}, { nonce: "0".repeat(32) })).toBe(false);
    expect(isRight({}, { clientId: "f".repeat(16) })).toBe(false);
    expect(isRight({}, { secretVersion: "9" })).toBe(false);
    expect(isSigned(token, event, secret.toLowerCase())).toBe(false);
  });

  const [first] = vectors as [Vectors["vectors"][number]];
  const isAccepted = (variables: Record<string, unknown>, operationName = "Ask") => {
    const key = { clientId, secretVersion: 1, secret };
    const request = { apiId, query: first.query, operationName, variables: {} };
    const token = readToken(sign(key, request, { at: Number(first.timestamp) })) as SignatureToken;
    return isSigned(token, eventOf({ ...first, operationName, variables: JSON.stringify(variables) }), secret);
  };

  test.each(refused)("S35 no signature counts for $name", ({ variables }) => {
    expect(isAccepted({})).toBe(true);
    expect(isAccepted(JSON.parse(variables))).toBe(false);
  });

  test("S35 no signature counts for variables that are nested too deeply, or an operation name that is none", () => {
    const deep = Array.from({ length: 20_000 }).reduce<unknown[]>((inner) => [inner], []);
    expect(
      isSigned(
        readToken(first.authorization) as SignatureToken,
        { authorizationToken: "", requestContext: { apiId, requestId: "1", queryString: "", variables: { deep } } },
        secret,
      ),
    ).toBe(false);
    expect(isAccepted({}, "Ask\nAsk")).toBe(false);
  });
});

test("S41 the authorizer denies API clients every field that the schema closes to them", () => {
  const schema = buildSchema(read("schema.graphql") + read("appsync.graphql"));
  const closed = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {})
      .filter(({ astNode }) => {
        const modes = (astNode?.directives ?? []).map(({ name }) => name.value);
        return !modes.includes("aws_lambda") && !modes.includes("aws_api_key");
      })
      .map(({ name }) => `${type?.name}.${name}`),
  );
  expect(DENIED_FIELDS.toSorted()).toEqual(closed.toSorted());
});

describe("the authorizer as AppSync calls it", () => {
  const QUERY = "{ activeTokens { nextToken } }";
  let service: TestService;
  let table: Awaited<ReturnType<typeof openCounter>>;
  let kms: Awaited<ReturnType<typeof openCounter>>;
  let key: ClientKey;
  let moved = 0;
  const logs: string[] = [];

  beforeAll(async () => {
    service = await startTestService();
    table = await openCounter(service.outputs.dynamodbUrl);
    kms = await openCounter(service.kms.url);
  });
  beforeEach(async () => {
    key = await newClient(service);
  });
  afterAll(async () => {
    for (const hidden of service.secrets) expect(logs.join("\n")).not.toContain(hidden);
    await service.stop();
    await Promise.all([table, kms].map((counter) => (counter as { close(): unknown }).close()));
  });

  const now = () => service.now() / 1000 + moved;
  /** An instance that has answered nothing yet. */
  function instance(environment: Record<string, string> = {}): Lambda {
    const { authorizer } = JSON.parse(readFileSync(join(service.folder, "state.json"), "utf8"));
    const own: AuthorizerEnvironment = { TOKENS_TABLE: "Tokens", CLIENTS_TABLE: "Clients", CLIENT_KEY_1: CLIENT_KEY };
    const lambda = createLambda(
      {
        codePath: join(service.folder, "authorizer.cjs"),
        timeoutSeconds: 10,
        concurrency: 1,
        environment: {
          ...own,
          AWS_REGION: REGION,
          AWS_ACCESS_KEY_ID: authorizer.accessKeyId,
          AWS_SECRET_ACCESS_KEY: authorizer.secretAccessKey,
          AWS_ENDPOINT_URL_KMS: kms.url,
          AWS_ENDPOINT_URL_DYNAMODB: table.url,
          ...environment,
        },
      },
      { name: "authorizer", onLog: (line) => logs.push(line), clock: () => now() * 1000 },
    );
    onTestFinished(() => lambda.close());
    return lambda;
  }
  const eventBy = (authorizationToken: string, requestId = "1") => ({
    authorizationToken,
    requestContext: { apiId: service.outputs.apiId, requestId, queryString: QUERY, variables: {} },
  });
  const signed = (signer: ClientKey) => {
    const authorization = sign(signer, { apiId: service.outputs.apiId, query: QUERY }, { at: now() });
    service.secrets.push(authorization.split("_").at(-1) as string);
    return authorization;
  };
  const ask = async (lambda: Lambda, event: object) => {
    const answer = await lambda.invoke(event);
    if (!("payload" in answer)) throw new Error(`${answer.errorType}: ${answer.errorMessage}`);
    return answer.payload as unknown as AuthorizerAnswer;
  };
  /** Which calls an answer took, and what it is. */
  const watched = async (lambda: Lambda, authorization: string) => {
    for (const { calls } of [table, kms]) calls.length = 0;
    const answer = await ask(lambda, eventBy(authorization));
    return { answer, table: [...table.calls], kms: [...kms.calls] };
  };

  test("S35 it never lets AppSync remember an answer, and says what the client may do", async () => {
    await changeClient(service, key.clientId, {
      purposes: ["login", "payment"],
      countries: ["US", "DE"],
      sites: [{ host: "shop.example" }, { host: "app.example", androidHash: "FA+9qCX9VSu" }],
      transactionRequired: true,
      dailySends: 77,
    });
    expect(await ask(instance(), eventBy(signed(key)))).toEqual({
      isAuthorized: true,
      ttlOverride: 0,
      deniedFields: DENIED_FIELDS,
      resolverContext: {
        clientId: key.clientId,
        purposes: "login,payment",
        dailySends: "77",
        countries: "US,DE",
        sites: "shop.example,app.example FA+9qCX9VSu",
        transactionRequired: "true",
      },
    });
  });

  test("S35 an unknown client, a wrong signature and every other refusal take the same calls and get the same answer", async () => {
    const pending = await newClient(service, { status: "PENDING" });
    const revoked = await newClient(service, { status: "REVOKED" });
    const unknown = keyOf(service, "0".repeat(16), 1);
    const refusals: Record<string, ClientKey> = {
      "an unknown client, signed rightly": unknown,
      "an unknown client": { ...unknown, secret: "wrong" },
      "a client, signed wrongly": { ...key, secret: "wrong" },
      "a version that is still to come": keyOf(service, key.clientId, 2),
      "a client that is not active yet": pending,
      "a client that was revoked": revoked,
    };
    const lambda = instance();
    for (const [name, signer] of Object.entries(refusals)) {
      const fresh = await watched(lambda, signed(signer));
      expect(fresh.answer, name).toEqual({ isAuthorized: false, ttlOverride: 0 });
      const again = await watched(lambda, signed(signer));
      expect([fresh.table, again.table], name).toEqual([["GetItem"], ["GetItem"]]);
      // The secret of the second unknown client is in memory already, as it would be for any id that somebody has tried.
      expect([fresh.kms, again.kms], name).toEqual([name === "an unknown client" ? [] : ["GenerateMac"], []]);
    }
  });

  test("S35 a form or a clock that is wrong is refused before anything is called", async () => {
    const lambda = instance();
    for (const authorization of ["", "otp1_", `${signed(key)}0`, `${signed(key)}\n`, signed(key).toUpperCase()]) {
      expect(await watched(lambda, authorization)).toEqual({
        answer: { isAuthorized: false, ttlOverride: 0 },
        table: [],
        kms: [],
      });
    }
    const late = sign(key, { apiId: service.outputs.apiId, query: QUERY }, { at: now() - 301 });
    expect(await watched(lambda, late)).toMatchObject({ table: [], kms: [] });
    await expect
      .poll(() => logs)
      .toContain(JSON.stringify({ refused: "CLOCK", clientId: key.clientId, secondsAhead: -301 }));
  });

  test("S35 a right request costs a read and a write, and once a day another write; its secret is derived every five minutes", async () => {
    const lambda = instance();
    const first = await watched(lambda, signed(key));
    expect(first).toMatchObject({ table: ["GetItem", "PutItem", "UpdateItem"], kms: ["GenerateMac"] });
    expect(await watched(lambda, signed(key))).toMatchObject({ table: ["GetItem", "PutItem"], kms: [] });
    moved += 299;
    expect(await watched(lambda, signed(key))).toMatchObject({ kms: [] });
    moved += 1;
    expect(await watched(lambda, signed(key))).toMatchObject({ kms: ["GenerateMac"] });
    moved += 86_400;
    expect(await watched(lambda, signed(key))).toMatchObject({ table: ["GetItem", "PutItem", "UpdateItem"] });
    const today = now() - (now() % 86_400);
    expect((await clientItem(service, key.clientId))?.lastUsedAt?.N).toBe(`${today}`);
  });

  test("S43 a secret leaves the memory only when a thousand others were asked for since it was used", async () => {
    // Nothing but calls of KMS is counted, and a thousand of the others need no proxy.
    const lambda = instance({ AWS_ENDPOINT_URL_DYNAMODB: service.outputs.dynamodbUrl });
    await ask(lambda, eventBy(signed(key)));
    const spray = (count: number, from: number) =>
      Promise.all(
        Array.from({ length: count }, (_, n) => {
          const unknown = { clientId: (from + n).toString(16).padStart(16, "0"), secretVersion: 1, secret: "wrong" };
          return ask(lambda, eventBy(signed(unknown)));
        }),
      );
    await spray(100, 0);
    expect(await watched(lambda, signed(key))).toMatchObject({ kms: [] });
    await spray(1_000, 10_000);
    expect(await watched(lambda, signed(key))).toMatchObject({ kms: ["GenerateMac"] });
  }, 180_000);

  test("S35 AppSync may ask again about the same request for ten seconds, and nobody about another", async () => {
    const lambda = instance();
    const authorization = signed(key);
    const passes = async (requestId: string) => (await ask(lambda, eventBy(authorization, requestId))).isAuthorized;
    expect(await passes("1")).toBe(true);
    expect([await passes("1"), await passes("2")]).toEqual([true, false]);
    moved += 10;
    expect([await passes("2"), await passes("1")]).toEqual([false, true]);
    // Asking again does not give it longer.
    moved += 1;
    expect(await passes("1")).toBe(false);
  });

  test("S35 of twenty requests with one nonce at once, one passes", async () => {
    const authorization = signed(key);
    const lambdas = Array.from({ length: 4 }, () => instance());
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => ask(lambdas[n % 4] as Lambda, eventBy(authorization, `${n}`))),
    );
    expect(answers.filter(({ isAuthorized }) => isAuthorized)).toHaveLength(1);
  });

  test("S35 a client is let in although the day of its last use cannot be noted", async () => {
    table.refused.add("UpdateItem");
    expect(await ask(instance(), eventBy(signed(key)))).toMatchObject({ isAuthorized: true });
    table.refused.clear();
    expect((await clientItem(service, key.clientId))?.lastUsedAt?.N).toBe("0");
  });

  test.each<[string, Record<string, string>]>([
    ["KMS", { CLIENT_KEY_1: "alias/otp-code" }],
    ["the table Clients", { CLIENTS_TABLE: "Missing" }],
    ["the table Tokens", { TOKENS_TABLE: "Missing" }],
  ])("S17 nobody is let in while %s fails: the function fails, too, which an alarm notices", async (_, environment) => {
    await expect(ask(instance(environment), eventBy(signed(key)))).rejects.toThrow(/AccessDenied|ResourceNotFound/);
  });
});
