import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  apiKey,
  authorized,
  cognitoUser,
  context,
  EarlyReturn,
  iamPrincipal,
  loadStep,
  StepError,
} from "../src/testing.ts";

const librarySteps = (name: string) => fileURLToPath(new URL(`library/steps/${name}.ts`, import.meta.url));

function written(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), "step-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "step.ts");
  writeFileSync(file, code);
  return file;
}

const handler = (body: string) => `import { util, runtime } from "@aws-appsync/utils";
export function request(ctx) {
  ${body}
}
export function response(ctx) { return ctx.result; }`;

describe("a step in three lines", () => {
  test("its request is what AppSync would send", () => {
    const step = loadStep(librarySteps("getBook"));
    const ctx = context({ args: { id: "n1" }, caller: cognitoUser({ sub: "u1" }) });
    expect(step.request(ctx)).toEqual({ operation: "GetItem", key: { pk: { S: "BOOK#n1" }, sk: { S: "BOOK" } } });
  });

  test("its response is the field's value, or the error it raises", () => {
    const step = loadStep(librarySteps("renameBook"));
    const ctx = context();
    expect(step.response({ ...ctx, result: { title: "New" } })).toEqual({ title: "New" });
    const error = { type: "DynamoDB:ConditionalCheckFailedException", message: "" };
    expect(() => step.response({ ...ctx, error, result: { revision: 3 } })).toThrow(
      expect.objectContaining({ type: "Conflict", message: "somebody else was faster", info: { revision: 3 } }),
    );
  });
});

describe("what a handler leaves", () => {
  test("is also what it asked for by extensions, such as the filter of a subscription", () => {
    const step = loadStep(
      written(`import { extensions, util } from "@aws-appsync/utils";
        export function request() { return {}; }
        export function response(ctx) {
          extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ tenant: { eq: ctx.args.tenant } }));
          return null;
        }`),
    );
    expect(step.response(context({ args: { tenant: "t1" } }))).toBeNull();
    const filter = { filterGroup: [{ filters: [{ fieldName: "tenant", operator: "eq", value: "t1" }] }] };
    expect(step.extensions).toEqual([{ name: "setSubscriptionFilter", filter }]);
    step.request(context());
    expect(step.extensions).toEqual([]);
  });

  test("is in the stash, ready for the next step", () => {
    const step = loadStep(librarySteps("findReader"));
    const ctx = context({ caller: cognitoUser({ sub: "u1" }), result: { reader: "u1" } });
    step.response(ctx);
    expect(ctx.stash).toEqual({ reader: "u1" });
  });

  test("is an EarlyReturn, a StepError of type Unauthorized, or appended errors, headers and logs", () => {
    const step = loadStep(librarySteps("findReader"));
    const early = step.request(context({ caller: cognitoUser({ sub: "u", username: "curator" }) }));
    expect(early).toEqual(new EarlyReturn({ id: "curator", reader: "curator" }, "END"));
    expect(() => step.request(context())).toThrow(expect.objectContaining({ type: "Unauthorized" }));

    const chatty = loadStep(
      written(
        handler(
          `util.appendError("careful", "Warning"); util.http.addResponseHeader("x-a", "1"); console.log({ n: 1 }, "two");`,
        ),
      ),
    );
    expect(chatty.request(context())).toBeNull();
    expect(chatty.appended).toEqual([{ message: "careful", type: "Warning", data: null, info: null }]);
    expect(chatty.headers).toEqual([["x-a", "1"]]);
    expect(chatty.logs).toEqual(['{"n":1} two']);
  });

  test("a failure of the code says where in the TypeScript it was", () => {
    const step = loadStep(written(handler("return ctx.args.missing.deep;")));
    expect(() => step.request(context())).toThrow(/Cannot read properties of undefined.*step\.ts:3/);
    expect(() => step.request(context())).toThrow(StepError);
  });

  test("the clock is the test's", () => {
    const step = loadStep(written(handler("return util.time.nowISO8601();")), { clock: () => Date.UTC(2026, 0, 1) });
    expect(step.request(context())).toBe("2026-01-01T00:00:00.000Z");
  });
});

test.each([
  ["an API key", apiKey(), null, "API Key Authorization"],
  ["a Cognito user", cognitoUser({ sub: "u", groups: ["g"] }), { sub: "u", groups: ["g"] }, "User Pool Authorization"],
  ["an IAM principal", iamPrincipal({ userArn: "arn:x" }), { userArn: "arn:x" }, "IAM Authorization"],
  ["an authorized caller", authorized({ a: "b" }), { resolverContext: { a: "b" } }, "Lambda Authorization"],
])("%s fills ctx.identity and util.authType", (_, caller, identity, how) => {
  const step = loadStep(written(handler("return { identity: ctx.identity, how: util.authType() };")));
  const answer = step.request(context({ caller })) as { identity: object | null; how: string };
  expect(answer.how).toBe(how);
  if (identity) expect(answer.identity).toMatchObject(identity);
  else expect(answer.identity).toBeNull();
});

test("a step that AppSync would refuse is refused when it is loaded, by name and line", () => {
  const file = written(handler(`let n = 0; n++; return "x".padStart(n);`));
  expect(() => loadStep(file)).toThrow(/cannot run in APPSYNC_JS[\s\S]*step\.ts:3[\s\S]*\+\+[\s\S]*padStart/);
});
