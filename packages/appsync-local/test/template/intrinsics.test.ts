// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has the same form

import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, load, resource, template } from "./support.ts";

/** What an environment variable of the API comes to whose value is this. */
function resolved(value: unknown, more: object = {}, ...args: string[]): unknown {
  const { Resources, ...rest } = template(
    "type Query { a: String }",
    {
      Table: resource("AWS::DynamoDB::Table", { TableName: "notes" }),
      Unnamed: resource("AWS::DynamoDB::Table"),
      Function: resource("AWS::Lambda::Function", { FunctionName: "worker" }),
      Bus: resource("AWS::Events::EventBus", { Name: "orders" }),
      Queue: resource("AWS::SQS::Queue", { QueueName: "jobs" }),
      Role: resource("AWS::IAM::Role"),
    },
    more,
  );
  const api = resource("AWS::AppSync::GraphQLApi", {
    ...{ Name: "Notes", AuthenticationType: "API_KEY", EnvironmentVariables: { VALUE: value } },
  });
  const folder = folderWith({ "stack.template.json": { ...rest, Resources: { ...Resources, Api: api } } });
  return load(join(folder, "stack.template.json"), ...args).description.environment?.VALUE;
}

const PARAMETERS = {
  Parameters: { Stage: { Type: "String", Default: "dev" }, Zones: { Type: "CommaDelimitedList", Default: "a, b" } },
  Conditions: {
    IsDev: { "Fn::Equals": [{ Ref: "Stage" }, "dev"] },
    IsProd: { "Fn::Not": [{ Condition: "IsDev" }] },
    Either: { "Fn::Or": [{ Condition: "IsDev" }, { Condition: "IsProd" }] },
    Both: { "Fn::And": [{ Condition: "IsDev" }, { Condition: "IsProd" }] },
  },
  Mappings: { Sizes: { dev: { memory: "128" } } },
};

test.each([
  ["Ref of a parameter", { Ref: "Stage" }, "dev"],
  ["Ref of a pseudo parameter", { Ref: "AWS::Region" }, "us-east-1"],
  ["Ref of a named table", { Ref: "Table" }, "notes"],
  ["Ref of a table that has no name", { Ref: "Unnamed" }, "stack-Unnamed"],
  ["Fn::GetAtt of a table", { "Fn::GetAtt": ["Table", "Arn"] }, "arn:aws:dynamodb:us-east-1:000000000000:table/notes"],
  ["Fn::GetAtt as one text", { "Fn::GetAtt": "Function.Arn" }, "arn:aws:lambda:us-east-1:000000000000:function:worker"],
  ["Fn::GetAtt of a bus", { "Fn::GetAtt": ["Bus", "Arn"] }, "arn:aws:events:us-east-1:000000000000:event-bus/orders"],
  ["Ref of a queue", { Ref: "Queue" }, "https://sqs.us-east-1.amazonaws.com/000000000000/jobs"],
  ["an ARN of what is not known", { "Fn::GetAtt": ["Role", "Arn"] }, "arn:aws:iam:us-east-1:000000000000:stack-Role"],
  ["Fn::Join", { "Fn::Join": ["-", ["x", { Ref: "Stage" }]] }, "x-dev"],
  [
    "Fn::Sub",
    { "Fn::Sub": "${Stage}/${Table.Arn}/${!literal}" },
    "dev/arn:aws:dynamodb:us-east-1:000000000000:table/notes/${literal}",
  ],
  ["Fn::Sub with values", { "Fn::Sub": ["${A}-${AWS::Region}", { A: { Ref: "Table" } }] }, "notes-us-east-1"],
  ["Fn::Select and Fn::Split", { "Fn::Select": [1, { "Fn::Split": [",", "x,y"] }] }, "y"],
  ["Fn::Select from a list parameter", { "Fn::Select": ["1", { Ref: "Zones" }] }, "b"],
  ["Fn::FindInMap", { "Fn::FindInMap": ["Sizes", { Ref: "Stage" }, "memory"] }, "128"],
  ["Fn::If", { "Fn::If": ["IsDev", "yes", { Ref: "Nothing" }] }, "yes"],
  ["Fn::Not", { "Fn::If": ["IsProd", "yes", "no"] }, "no"],
  ["Fn::Or", { "Fn::If": ["Either", "yes", "no"] }, "yes"],
  ["Fn::And", { "Fn::If": ["Both", "yes", "no"] }, "no"],
  ["AWS::NoValue", { "Fn::If": ["IsProd", "yes", { Ref: "AWS::NoValue" }] }, undefined],
  ["Fn::Base64", { "Fn::Base64": "hi" }, "aGk="],
  ["Fn::ToJsonString", { "Fn::ToJsonString": { a: { Ref: "Stage" } } }, '{"a":"dev"}'],
])("%s is resolved", (_, value, expected) => {
  expect(resolved(value, PARAMETERS)).toBe(expected);
});

test("a parameter can be given, and so can the region", () => {
  const value = {
    "Fn::Join": ["/", [{ Ref: "Stage" }, { Ref: "AWS::Region" }, { "Fn::If": ["IsDev", "dev", "other"] }]],
  };
  expect(resolved(value, PARAMETERS, "--parameter", "Stage=prod", "--region", "eu-west-1")).toBe(
    "prod/eu-west-1/other",
  );
});

test.each([
  [
    "a parameter without a value",
    { Ref: "Key" },
    { Parameters: { Key: { Type: "String" } } },
    "give --parameter Key=...",
  ],
  ["a resource that is not there", { Ref: "Nothing" }, {}, "refers to Nothing, which it does not have"],
  ["an export that nobody has", { "Fn::ImportValue": "shared" }, {}, "no stack here exports shared"],
  ["an unknown function", { "Fn::Transform": {} }, {}, "Fn::Transform is an intrinsic function that is not read here"],
])("%s is an error that names it", (_, value, more, message) => {
  expect(() => resolved(value, more)).toThrow(message);
});

test("a resource whose condition does not hold is not there", () => {
  const conditional = { ...resource("AWS::DynamoDB::Table", { KeySchema: [] }), Condition: "Never" };
  const more = { Conditions: { Never: { "Fn::Equals": ["a", "b"] } } };
  const folder = folderWith({ "stack.json": template("type Query { a: String }", { Table: conditional }, more) });
  expect(load(join(folder, "stack.json")).tables).toEqual([]);
});
