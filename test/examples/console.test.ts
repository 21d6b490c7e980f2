import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  buildSchema,
  getNamedType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMITS } from "../../contract/limits.ts";
import { codeTo } from "../service/managed-clients.ts";
import { NEW_PASSWORD, settled } from "../service/resets.ts";
import { LONG_CODE } from "../service/step-up.ts";
import { type Answer, codeIn, startTestService, type TestService } from "../service/support.ts";

/** examples/console.graphql, used as somebody does who pastes its parts into the AppSync console. */

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const text = read("examples/console.graphql");
const schema = buildSchema(read("schema.graphql") + read("appsync.graphql"));

type Who = "User" | "Operator" | "API key";
interface Operation {
  name: string;
  who: Who;
  /** JSON with placeholders in `<>`. */
  variables: string;
  /** What is pasted to run it. */
  part: string;
}

/** The operations from top to bottom, with what the comment right above each says: who runs it, perhaps a hint, and its variables. */
const operations = text.split(/^(?=# === )/m).flatMap((part, n): Operation[] => {
  if (n === 0) return [];
  return parse(part).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const above = part.slice(0, definition.loc?.start).trimEnd().split("\n");
    const comment = above.slice(above.findLastIndex((line) => !line.startsWith("#")) + 1).map((line) => line.slice(2));
    const [said = "", ...json] = comment;
    return [{ name: nameOf(definition), who: said.split(".")[0] as Who, variables: json.join("\n"), part }];
  });
});

function nameOf({ name }: OperationDefinitionNode): string {
  return name?.value ?? "";
}

test("F30 console.graphql is one document, in which every field and argument of the schema is used, and every operation has a name", () => {
  const document = parse(text);
  const used = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => void used.add(`${types.getParentType()}.${name.value}`),
      Argument: ({ name }) => void used.add(`${types.getFieldDef()?.name}(${name.value})`),
    }),
  );
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const reachable = new Set(roots);
  for (const type of reachable) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const answered = getNamedType(field.type);
      if (isObjectType(answered)) reachable.add(answered);
    }
  }
  const fields = [...reachable].flatMap((type) =>
    Object.values(type?.getFields() ?? {}).flatMap(({ name, args }) => [
      `${type}.${name}`,
      ...args.map((argument) => `${name}(${argument.name})`),
    ]),
  );
  expect(fields.length).toBeGreaterThan(60);
  expect(fields.filter((field) => !used.has(field))).toEqual([]);
  const names = document.definitions
    .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    .map((one) => nameOf(one as OperationDefinitionNode));
  expect(names).toEqual(operations.map(({ name }) => name));
  expect(new Set(names).size).toBe(roots.flatMap((type) => Object.keys(type?.getFields() ?? {})).length);
});

test("F30 each part of console.graphql leaves a third of what the API takes to its variables", () => {
  for (const { part } of operations) expect(JSON.stringify(part).length).toBeLessThan((LIMITS.bodyBytes * 2) / 3);
});

let service: TestService;
let headers: Record<Who, Record<string, string>>;
/** The last payload of each operation that ran. */
const payloads: Record<string, Answer["data"]> = {};

const EMAILS = { User: "user@example.com", Operator: "admin@example.com", "API key": "shop@example.com" };

beforeAll(async () => {
  service = await startTestService();
  const { apiKey, userPoolClientId, operatorsClientId } = service.outputs;
  const tokenOf = async (who: Who, clientId: string) => (await service.cognito.tokensOf(EMAILS[who], clientId)).IdToken;
  headers = {
    User: { authorization: await tokenOf("User", userPoolClientId) },
    Operator: { authorization: await tokenOf("Operator", operatorsClientId) },
    "API key": { "x-api-key": apiKey },
  };
});
afterAll(() => service.stop());

/** Runs an operation of the file with its own variables, in which placeholders are replaced, or with others. @returns its payload */
async function run(name: string, who?: Who, given?: object) {
  const operation = operations.find((one) => one.name === name) as Operation;
  const caller = who ?? operation.who;
  const variables = given ?? JSON.parse(operation.variables, (_, value) => filled(value, caller));
  const body = JSON.stringify({ query: operation.part, operationName: name, variables });
  const answer = await fetch(service.outputs.graphqlUrl, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers[caller] },
    body,
  });
  const { data, errors } = (await answer.json()) as Answer;
  expect({ name, errors }).toEqual({ name, errors: undefined });
  const payload = Object.values(data)[0] as Answer["data"];
  if (payload.secret) service.secrets.push(payload.secret);
  payloads[name] = payload;
  return payload;
}

/** What somebody types instead of a placeholder, such as `<RequestOtp.token.id>`. */
function filled(value: unknown, who: Who): unknown {
  const [, placeholder] = /^<(.+)>$/.exec(`${value}`) ?? [];
  if (placeholder === undefined) return value;
  if (placeholder === "a new UUID") return randomUUID();
  if (placeholder === "the code") return codeIn(service.lastMessageTo(EMAILS[who]).text);
  if (placeholder === "the reset's code") return codeIn(service.lastMessageTo("new@example.com").text, LONG_CODE);
  if (placeholder === "a new password") return NEW_PASSWORD;
  if (placeholder === "the code in the new mailbox") {
    return codeIn(service.lastMessageTo("new@example.com").text, LONG_CODE);
  }
  if (placeholder === "the activation code") return codeTo(service, EMAILS[who]);
  if (placeholder === "the sub of a user") return decodeJwt(headers.User.authorization as string).sub;
  const found = placeholder.split(".").reduce((payload, key) => payload?.[key], payloads as Answer["data"]);
  expect(found, placeholder).toEqual(expect.any(String));
  return found;
}

/** Proves a second factor by operations of the file. */
async function stepUp(who: Who, purpose: string) {
  const { token } = await run("RequestOtp", who, { input: { channel: "EMAIL", purpose } });
  const code = codeIn(service.lastMessageTo(EMAILS[who]).text, LONG_CODE);
  expect(await run("VerifyOtp", who, { input: { id: token.id, code } })).toMatchObject({
    stepUpToken: expect.any(String),
  });
}

/** What the comments tell to do first. */
const before: Record<string, () => Promise<unknown>> = {
  CancelOtp() {
    service.advance(30);
    return run("RequestOtp");
  },
  ForgetDevices: () => stepUp("User", "manage-account"),
  RequestContactChange() {
    // Forgetting devices made the token before void.
    service.advance(30);
    return stepUp("User", "manage-account");
  },
  UnlockSubject: () => stepUp("Operator", "operator"),
};

test("F30 every operation of console.graphql runs as its comment says, from top to bottom, and answers without an error", async () => {
  for (const { name } of operations) {
    await before[name]?.();
    await run(name);
    await settled(service);
  }
  expect(Object.keys(payloads)).toHaveLength(operations.length);
  expect(payloads.VerifyOtp).toMatchObject({ status: "VERIFIED" });
  expect(payloads.ResetPassword).toMatchObject({ status: "VERIFIED" });
  expect(payloads.CreateApiClient.client).toMatchObject({ webhookUrl: "https://shop.example.com/events" });
  expect(payloads.UpdateApiClient.client).toMatchObject({ webhookUrl: "https://shop.example.com/otp" });
  expect(payloads.RevokeApiClient.client).toMatchObject({ name: "Web shop", status: "REVOKED", dailySends: 50 });
});
