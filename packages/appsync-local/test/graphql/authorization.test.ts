import { describe, expect, it } from "vitest";
import type { Caller } from "../../src/contracts.ts";
import type { AuthMode } from "../../src/description.ts";
import { accessRules } from "../../src/graphql/authorization.ts";
import { buildSchema } from "../../src/graphql/schema.ts";

const SDL = /* GraphQL */ `
  type Query {
    plain: Int
    withKey: Int @aws_api_key
    withBoth: Int @aws_api_key @aws_iam
    forPool: Int @aws_cognito_user_pools
    forAdmins: Int @aws_cognito_user_pools(cognito_groups: ["admin", "staff"])
    forNoGroup: Int @aws_cognito_user_pools(cognito_groups: [])
    byAuth: Int @aws_auth(cognito_groups: ["admin"])
    byLambda: Int @aws_lambda
    byOidc: Int @aws_oidc
    iam: OfIam
  }
  type OfIam @aws_iam {
    a: Int
    b: Int @aws_api_key
  }
  type Extended { a: Int }
  extend type Extended @aws_iam { b: Int }
`;

const POOL: AuthMode = { type: "AMAZON_COGNITO_USER_POOLS", issuer: "https://issuer.test" };
const KEYS: AuthMode = { type: "API_KEY", keys: [] };

function caller(mode: Caller["mode"], groups: string[] = [], mayReach = () => true): Caller {
  return { mode, identity: null, groups, mayReach };
}

const user = caller("AMAZON_COGNITO_USER_POOLS");
const admin = caller("AMAZON_COGNITO_USER_POOLS", ["admin"]);
const iam = caller("AWS_IAM");
const key = caller("API_KEY");
const lambda = caller("AWS_LAMBDA");

describe("accessRules", () => {
  const schema = buildSchema(SDL);
  const may = accessRules(schema, POOL);

  it.each<[string, Record<string, boolean>]>([
    ["Query.plain", { user: true, admin: true, iam: false, key: false, lambda: false }],
    ["Query.withKey", { user: false, admin: false, iam: false, key: true, lambda: false }],
    ["Query.withBoth", { user: false, admin: false, iam: true, key: true, lambda: false }],
    ["Query.forPool", { user: true, admin: true, iam: false, key: false, lambda: false }],
    ["Query.forAdmins", { user: false, admin: true, iam: false, key: false, lambda: false }],
    ["Query.forNoGroup", { user: false, admin: false, iam: false, key: false, lambda: false }],
    ["Query.byAuth", { user: false, admin: true, iam: false, key: false, lambda: false }],
    ["Query.byLambda", { user: false, admin: false, iam: false, key: false, lambda: true }],
    ["Query.byOidc", { user: false, admin: false, iam: false, key: false, lambda: false }],
    ["OfIam.a", { user: false, admin: false, iam: true, key: false, lambda: false }],
    ["OfIam.b", { user: false, admin: false, iam: false, key: true, lambda: false }],
    ["Extended.a", { user: false, admin: false, iam: true, key: false, lambda: false }],
    ["Query.__typename", { user: true, admin: true, iam: true, key: true, lambda: true }],
    ["__Schema.types", { user: true, admin: true, iam: true, key: true, lambda: true }],
    ["Query.missing", { user: false, admin: false, iam: false, key: false, lambda: false }],
    ["Missing.a", { user: false, admin: false, iam: false, key: false, lambda: false }],
    ["Query.constructor", { user: false, admin: false, iam: false, key: false, lambda: false }],
  ])("says who may read %s under a user pool", (place, expected) => {
    const [type = "", field = ""] = place.split(".");
    const callers = { user, admin, iam, key, lambda };
    const found = Object.entries(callers).map(([name, who]) => [name, may(who, type, field)]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it("gives fields without a directive to the default mode, whichever it is", () => {
    const rules = accessRules(schema, KEYS);
    expect(rules(key, "Query", "plain")).toBe(true);
    expect(rules(user, "Query", "plain")).toBe(false);
  });

  it("gives them to nobody when the user pool denies by default", () => {
    const rules = accessRules(schema, { ...POOL, defaultAction: "DENY" });
    expect(rules(user, "Query", "plain")).toBe(false);
    expect(rules(user, "Query", "forPool")).toBe(true);
    expect(rules(admin, "Query", "byAuth")).toBe(true);
  });

  it("asks the caller's own policy as well", () => {
    const limited = caller("AWS_IAM", [], () => false);
    expect(may(limited, "OfIam", "a")).toBe(false);
  });
});
