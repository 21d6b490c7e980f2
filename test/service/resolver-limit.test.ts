import { readFileSync } from "node:fs";
import { buildSchema, getNamedType, isObjectType } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMITS } from "../../contract/limits.ts";
import { PIPELINES } from "../../resolvers/pipelines.ts";
import { aliased, countOf, resultsOf, wrongCodes } from "./attacker.ts";
import { itemsOf, person } from "./person.ts";
import { startTestService, type TestService } from "./support.ts";

/**
 * S23 S43: a request may run as many resolvers as the dearest honest one needs, and no more. An honest client sends one mutation in
 * an operation, with all that can be selected below it, or one page of each list.
 */

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const schema = buildSchema(read("schema.graphql") + read("appsync.graphql"));

function fieldsOf(type: string) {
  const found = schema.getType(type);
  if (!isObjectType(found)) throw new Error(`${type} is no object type`);
  return Object.values(found.getFields());
}

/** The resolvers that run when a field is asked with everything below it, lists counted as one object. */
function resolversOf(type: string, field: string): string[] {
  const own = `${type}.${field}`;
  const answered = getNamedType(fieldsOf(type).find(({ name }) => name === field)?.type);
  const below = isObjectType(answered)
    ? Object.keys(answered.getFields()).flatMap((each) => resolversOf(answered.name, each))
    : [];
  return [...(own in PIPELINES ? [own] : []), ...below];
}

const HONEST: [operation: string, resolvers: string[]][] = [
  ...fieldsOf("Mutation").map(({ name }): [string, string[]] => [name, resolversOf("Mutation", name)]),
  ["one page of each list", fieldsOf("Query").flatMap(({ name }) => resolversOf("Query", name))],
];

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test.each(HONEST)("S43 %s fits into the limit on resolvers with everything that can be selected", (_, resolvers) => {
  expect(resolvers.length).toBeGreaterThan(0);
  expect(resolvers.length).toBeLessThanOrEqual(LIMITS.resolverCount);
});

test("S43 the limit on resolvers is what the dearest honest request needs, and no more", () => {
  expect(Math.max(...HONEST.map(([, resolvers]) => resolvers.length))).toBe(LIMITS.resolverCount);
});

test("S43 the dearest honest request, verifyOtp with each nested field that has a resolver, is answered in full", async () => {
  const [, dearest] = HONEST.toSorted(([, one], [, other]) => other.length - one.length)[0] as (typeof HONEST)[0];
  expect(dearest[0]).toBe("Mutation.verifyOtp");
  const someone = person(service);
  const { id } = await someone.token({ data: '{"cart":42}' });
  const nested = dearest.slice(1).map((name) => name.split(".")[1]);
  const query = `mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status ${nested.join(" ")} } }`;
  const { data, errors } = await service.backend()(query, {
    input: { id, subject: someone.subject, code: someone.code() },
  });
  expect(errors).toBeUndefined();
  expect(data.verifyOtp).toMatchObject({ status: "VERIFIED", data: '{"cart":42}' });
});

test("S23 S43 one guess more than the limit is refused before anything is asked or charged for it", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  const most = LIMITS.resolverCount;
  const answer = await service.backend()(aliased(wrongCodes(someone.code(), most + 1)), {
    id,
    subject: someone.subject,
  });
  const results = resultsOf(answer);
  expect(countOf(results, "WRONG_CODE")).toBe(most);
  expect(countOf(results, "ResolverExecutionLimitReached")).toBe(1);
  expect(service.traces.at(-1)?.calls).toHaveLength(2 * most);
  const { login } = await itemsOf(service, someone.subject);
  expect(login?.guessesUsed).toEqual({ N: `${most}` });
});
