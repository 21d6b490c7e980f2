import { expect, test } from "vitest";
import { templateOf } from "./synth.ts";

const { template } = await templateOf("prod");

/** Types whose description the console shows, and the property that holds it. */
const DESCRIBED: Record<string, string> = {
  "AWS::AppSync::DataSource": "Description",
  "AWS::AppSync::FunctionConfiguration": "Description",
  "AWS::CloudWatch::Alarm": "AlarmDescription",
  "AWS::Cognito::UserPoolGroup": "Description",
  "AWS::IAM::ManagedPolicy": "Description",
  "AWS::IAM::Role": "Description",
  "AWS::KMS::Key": "Description",
  "AWS::Lambda::Function": "Description",
  "AWS::WAFv2::WebACL": "Description",
};

test("every resource whose description the console shows says in words of its own what it is", () => {
  const described = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
    DESCRIBED[Type] ? [[id, Properties[DESCRIBED[Type]]] as const] : [],
  );
  expect(described.length).toBeGreaterThan(Object.keys(DESCRIBED).length);
  const silent = described.filter(([, description]) => typeof description !== "string" || !/\w \w/.test(description));
  expect(silent).toEqual([]);
  expect(new Set(described.map(([, description]) => description)).size).toBe(described.length);
  // WAF takes no other characters.
  const acls = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::WAFv2::WebACL");
  expect(acls.length).toBe(2);
  for (const { Properties } of acls) expect(Properties.Description).toMatch(/^[\w+=:#@/\-,.\s]+$/);
});

test("every output of the stack is described", () => {
  expect(Object.entries(template.Outputs).filter(([, { Description }]) => !Description)).toEqual([]);
});
