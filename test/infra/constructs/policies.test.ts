import { expect, test } from "vitest";
import { ACCOUNT, linesOf, mayAssume, mayUse, rolesOf, type Statement, statementsOf } from "./policies.ts";

/** Tests of `policies.ts`, by which other tests judge: what it overlooks, they overlook. */

const template = { Resources: {} };
const KEY = "arn:aws:kms:us-east-1:000000000000:key/1";
const ROLE = "arn:aws:iam::000000000000:role/R";
const STRANGER = "arn:aws:iam::111111111111:role/R";
const allow = (more: object = {}) => ({ Effect: "Allow", Action: "kms:Decrypt", Resource: "*", ...more });
const read = (...statements: object[]): Statement[] => statementsOf({ Statement: statements }, template);

function asked(policy: Statement[], principal: string, rights: Statement[] = [], context: Record<string, string> = {}) {
  return mayUse(policy, { action: "kms:Decrypt", principal, rights, context }, KEY);
}

test.each([
  ["a misspelt effect", { Effect: "allow" }],
  ["a missing effect", { Effect: undefined }],
  ["a NotAction", { NotAction: "kms:Encrypt" }],
])("%s makes the reader refuse the policy", (_, more) => {
  expect(() => read(allow(more))).toThrow();
});

test("an unknown condition operator is refused and not ignored", () => {
  const policy = read(allow({ Principal: { AWS: ROLE }, Condition: { StringEqualsIgnoreCase: { a: "b" } } }));
  expect(() => asked(policy, ROLE)).toThrow(/StringEqualsIgnoreCase/);
});

test("a key's policy admits those whom it names, and nobody else", () => {
  const policy = read(allow({ Principal: { AWS: ROLE } }));
  expect([ROLE, STRANGER, `${ROLE}2`].filter((who) => asked(policy, who))).toEqual([ROLE]);
});

test("a key policy that names the account admits callers of that account whose own policies allow the action", () => {
  const policy = read(allow({ Principal: { AWS: ACCOUNT } }));
  const rights = read(allow({ Action: "kms:*" }));
  expect(asked(policy, ROLE)).toBe(false);
  expect(asked(policy, ROLE, rights)).toBe(true);
  expect(asked(policy, STRANGER, rights)).toBe(false);
});

test("the caller's own policy is not enough if the key's policy is silent", () => {
  expect(asked(read(), ROLE, read(allow()))).toBe(false);
});

test("a Deny in the key's policy or in the caller's refuses the action", () => {
  const policy = read(allow({ Principal: "*" }));
  const denied = [...policy, ...read({ ...allow({ Principal: "*" }), Effect: "Deny" })];
  expect(asked(policy, ROLE)).toBe(true);
  expect(asked(denied, ROLE)).toBe(false);
  expect(asked(policy, ROLE, read(allow({ Effect: "Deny", Action: "*" })))).toBe(false);
});

test("a Deny with ArnNotEquals spares only the named callers, and no caller without an ARN", () => {
  const but = { Condition: { ArnNotEquals: { "aws:PrincipalArn": [ROLE] } } };
  const policy = read(allow({ Principal: "*" }), allow({ Effect: "Deny", Principal: { AWS: "*" }, ...but }));
  expect([ROLE, STRANGER, "lambda.amazonaws.com"].filter((who) => asked(policy, who))).toEqual([ROLE]);
});

test("a condition on a key that the request lacks does not hold", () => {
  const policy = read(
    allow({ Principal: { AWS: ROLE }, Condition: { StringEquals: { "kms:ViaService": "dynamodb" } } }),
  );
  expect(asked(policy, ROLE)).toBe(false);
  expect(asked(policy, ROLE, [], { "kms:ViaService": "s3" })).toBe(false);
  expect(asked(policy, ROLE, [], { "kms:ViaService": "dynamodb" })).toBe(true);
});

test("a condition with IfExists refuses another value, and holds when there is none", () => {
  const trust = read({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "sns.amazonaws.com" },
    Condition: {
      StringEqualsIfExists: { "aws:SourceAccount": "000000000000" },
      ArnLikeIfExists: { "aws:SourceArn": "arn:aws:sns:*:000000000000:*" },
    },
  });
  const may = (context: Record<string, string>, service = "sns.amazonaws.com") => mayAssume(trust, service, context);
  expect([may({}), may({ "aws:SourceAccount": "000000000000" })]).toEqual([true, true]);
  expect(may({ "aws:SourceAccount": "111111111111" })).toBe(false);
  expect(may({ "aws:SourceArn": "arn:aws:sns:us-east-1:111111111111:t" })).toBe(false);
  expect(may({}, "ses.amazonaws.com")).toBe(false);
});

test("a role has the rights of every policy that is attached to it", () => {
  const policy = (Roles: object[]) => ({ PolicyDocument: { Statement: [allow()] }, Roles });
  const trust = {
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "a.amazonaws.com" } }],
  };
  const Resources = {
    R00000000: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trust } },
    P00000000: { Type: "AWS::IAM::Policy", Properties: policy([{ Ref: "R00000000" }]) },
    M00000000: { Type: "AWS::IAM::ManagedPolicy", Properties: policy([{ Ref: "R00000000" }]) },
    O00000000: { Type: "AWS::IAM::Policy", Properties: policy([]) },
  };
  expect(linesOf(rolesOf({ Resources }).get("R")?.rights ?? [])).toEqual(["kms:Decrypt on *", "kms:Decrypt on *"]);
});

test("a role with a policy from outside the template is refused, because its rights are unknown", () => {
  const Properties = {
    AssumeRolePolicyDocument: { Statement: [] },
    ManagedPolicyArns: ["arn:aws:iam::aws:policy/Any"],
  };
  expect(() => rolesOf({ Resources: { R00000000: { Type: "AWS::IAM::Role", Properties } } })).toThrow(/R00000000/);
});
