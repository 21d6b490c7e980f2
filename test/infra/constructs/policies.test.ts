import { expect, test } from "vitest";
import { ACCOUNT, linesOf, mayUse, rolesOf, type Statement, statementsOf } from "./policies.ts";

/** The judge of the other tests is judged here: what it would let pass, they would. */

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
  ["an effect that is misspelt", { Effect: "allow" }],
  ["an effect that is missing", { Effect: undefined }],
  ["what is said by its opposite", { NotAction: "kms:Encrypt" }],
])("%s is refused", (_, more) => {
  expect(() => read(allow(more))).toThrow();
});

test("a condition that is not known is refused, not overlooked", () => {
  const policy = read(allow({ Principal: { AWS: ROLE }, Condition: { StringEqualsIgnoreCase: { a: "b" } } }));
  expect(() => asked(policy, ROLE)).toThrow(/StringEqualsIgnoreCase/);
});

test("a key's policy lets those in whom it names, and nobody else", () => {
  const policy = read(allow({ Principal: { AWS: ROLE } }));
  expect([ROLE, STRANGER, `${ROLE}2`].filter((who) => asked(policy, who))).toEqual([ROLE]);
});

test("what is left to the account needs a policy of the caller's own, in that account", () => {
  const policy = read(allow({ Principal: { AWS: ACCOUNT } }));
  const rights = read(allow({ Action: "kms:*" }));
  expect(asked(policy, ROLE)).toBe(false);
  expect(asked(policy, ROLE, rights)).toBe(true);
  expect(asked(policy, STRANGER, rights)).toBe(false);
});

test("a policy of the caller's own is nothing where the key's says nothing", () => {
  expect(asked(read(), ROLE, read(allow()))).toBe(false);
});

test("a Deny ends it, in the key's policy as in the caller's", () => {
  const policy = read(allow({ Principal: "*" }));
  const denied = [...policy, ...read({ ...allow({ Principal: "*" }), Effect: "Deny" })];
  expect(asked(policy, ROLE)).toBe(true);
  expect(asked(denied, ROLE)).toBe(false);
  expect(asked(policy, ROLE, read(allow({ Effect: "Deny", Action: "*" })))).toBe(false);
});

test("a Deny of all but some spares those alone, and no caller without an ARN", () => {
  const but = { Condition: { ArnNotEquals: { "aws:PrincipalArn": [ROLE] } } };
  const policy = read(allow({ Principal: "*" }), allow({ Effect: "Deny", Principal: { AWS: "*" }, ...but }));
  expect([ROLE, STRANGER, "lambda.amazonaws.com"].filter((who) => asked(policy, who))).toEqual([ROLE]);
});

test("a condition holds for what was asked, not for what was left out", () => {
  const policy = read(
    allow({ Principal: { AWS: ROLE }, Condition: { StringEquals: { "kms:ViaService": "dynamodb" } } }),
  );
  expect(asked(policy, ROLE)).toBe(false);
  expect(asked(policy, ROLE, [], { "kms:ViaService": "s3" })).toBe(false);
  expect(asked(policy, ROLE, [], { "kms:ViaService": "dynamodb" })).toBe(true);
});

test("a role's rights are those of each policy that is attached to it", () => {
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

test("a role with a policy from elsewhere is refused, for nobody sees what it may do", () => {
  const Properties = {
    AssumeRolePolicyDocument: { Statement: [] },
    ManagedPolicyArns: ["arn:aws:iam::aws:policy/Any"],
  };
  expect(() => rolesOf({ Resources: { R00000000: { Type: "AWS::IAM::Role", Properties } } })).toThrow(/R00000000/);
});
