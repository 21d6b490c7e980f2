import { isObjectType, isScalarType } from "graphql";
import { describe, expect, it } from "vitest";
import { buildSchema } from "../../src/graphql/schema.ts";

describe("buildSchema", () => {
  it("knows AppSync's scalars and directives without declarations", () => {
    const schema = buildSchema(/* GraphQL */ `
      type Query @aws_iam @aws_cognito_user_pools(cognito_groups: ["admin"]) @aws_lambda @aws_oidc {
        when: AWSDateTime @aws_api_key @deprecated(reason: "old")
        where(ip: AWSIPAddress, link: AWSURL, at: AWSTimestamp, day: AWSDate, hour: AWSTime): AWSJSON
        who(mail: AWSEmail, phone: AWSPhone): ID @aws_auth(cognito_groups: ["admin"])
      }
      type Mutation { add: Int }
      type Subscription { added: Int @aws_subscribe(mutations: ["add"]) }
    `);
    expect(isScalarType(schema.getType("AWSDateTime"))).toBe(true);
    expect(schema.getSubscriptionType()?.name).toBe("Subscription");
  });

  it("passes over declarations of what AppSync declares itself", () => {
    const schema = buildSchema(`
      scalar AWSJSON
      directive @aws_iam on OBJECT | FIELD_DEFINITION | INTERFACE
      type Query { a: AWSJSON @aws_iam }
    `);
    expect(isObjectType(schema.getQueryType())).toBe(true);
  });

  it("takes extensions and a schema definition", () => {
    const schema = buildSchema("schema { query: Root } type Root { a: Int } extend type Root { b: Int }");
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(["a", "b"]);
  });

  it.each([
    ["type Query {\n  a: Strin\n}", 'schema:2:6 Unknown type "Strin".'],
    ["type Query {\n  a: Int @foo\n}", 'schema:2:10 Unknown directive "@foo".'],
    ["type Query {\n  a: Int", "schema:2:9 Syntax Error"],
    ["type Query {\n  a(q: Query): Int\n}", "schema:2:8 The type of Query.a(q:) must be Input Type"],
    ["type Query { a: Int }\ntype Query { b: Int }", 'schema:1:6 There can be only one type named "Query".'],
    ["type Query { a: Int }\nscalar Money", 'schema:2:1 AppSync has no custom scalars, so "Money" cannot be one.'],
    ['type Query { a: Int @aws_auth(group: "x") }', 'schema:1:31 Unknown argument "group"'],
    [
      "type Query { a: Int }\ntype B @aws_auth { a: Int }",
      'schema:2:8 Directive "@aws_auth" may not be used on OBJECT.',
    ],
    ["type A { a: Int }", "schema: Query root type must be provided."],
  ])("refuses %j and names the line", (sdl, message) => {
    expect(() => buildSchema(sdl)).toThrow(message);
  });

  it("names everything that is wrong at once", () => {
    expect(() => buildSchema("type Query {\n a: Foo\n b: Bar\n}")).toThrow(/schema:2:5 .*\nschema:3:5 /);
  });
});
