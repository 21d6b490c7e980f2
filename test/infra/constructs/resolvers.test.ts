import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Kind, parse } from "graphql";
import { expect, test } from "vitest";
import { deploymentOf } from "../../../infra/stage.ts";
import { bundleResolvers } from "../../../resolvers/bundle.ts";
import { PIPELINES } from "../../../resolvers/pipelines.ts";
import { settingsFrom } from "../../../settings/read.ts";
import { ROOT, SETTINGS, templateOf, theOne } from "./synth.ts";
import { ofType, resolved } from "./template.ts";

/** Mistakes that AppSync would refuse at the first deploy, or run otherwise than intended; the validator notices none of them. */

const synthesised = await templateOf("prod");
const { template, outdir } = synthesised;
const properties = <T>(type: string) =>
  ofType(template, type).map(([id, resource]) => ({ id, ...resolved<T>(resource.Properties, template) }));

interface Code {
  Code: string;
  Runtime: { Name: string; RuntimeVersion: string };
}
type Step = Code & { Name: string; DataSourceName: string };
type Field = Code & {
  TypeName: string;
  FieldName: string;
  Kind: string;
  DataSourceName?: string;
  PipelineConfig?: { Functions: string[] };
};
const functions = properties<Step>("AWS::AppSync::FunctionConfiguration");
const resolvers = properties<Field>("AWS::AppSync::Resolver");
const bundles = bundleResolvers(deploymentOf("prod", settingsFrom(SETTINGS)).settings, { sourceMap: false });
const nameOfStep = (step: string) => step.replace("/", "_");

test("the deployed schema is schema.graphql", () => {
  const [schema, ...others] = properties<{ Definition: string }>("AWS::AppSync::GraphQLSchema");
  expect(schema?.Definition).toBe(readFileSync(join(ROOT, "schema.graphql"), "utf8"));
  expect(others).toEqual([]);
});

test("every resolver's type and field is in the schema, and every field of Query and Mutation has a resolver", () => {
  const { definitions } = parse(theOne(synthesised, "ApiSchema").Properties.Definition);
  const types = definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);
  const fields = types.flatMap(({ name, fields = [] }) => fields.map((field) => `${name.value}.${field.name.value}`));
  const resolved = resolvers.map(({ TypeName, FieldName }) => `${TypeName}.${FieldName}`);
  expect(resolved.filter((field) => !fields.includes(field))).toEqual([]);
  expect(fields.filter((field) => /^(Query|Mutation)\./.test(field) && !resolved.includes(field))).toEqual([]);
});

test("every field has all its steps in order, each with its data source", () => {
  const deployed = resolvers.map(({ TypeName, FieldName, Kind, DataSourceName, PipelineConfig }) => {
    const steps = PipelineConfig?.Functions.map((reference) => {
      const step = functions.find(({ id }) => reference === `${id}.FunctionId`);
      return [step?.Name, step?.DataSourceName];
    });
    return [`${TypeName}.${FieldName}`, Kind, steps ?? DataSourceName];
  });
  const planned = Object.entries(PIPELINES).map(([field, wired]) =>
    "handlers" in wired
      ? [field, "PIPELINE", wired.steps.map(({ step, dataSource }) => [nameOfStep(step), dataSource])]
      : [field, "UNIT", wired.dataSource],
  );
  expect(deployed).toEqual(planned);
  const steps = Object.values(PIPELINES).flatMap((wired) => ("handlers" in wired ? wired.steps : []));
  const names = new Set(steps.map(({ step }) => nameOfStep(step)));
  expect(functions.map(({ Name }) => Name).sort()).toEqual([...names].sort());
});

test("every resolver and step has its bundle with the stage's settings, short enough for AppSync, and the runtime it was tested in", () => {
  const handlers = Object.entries(PIPELINES).map(([field, wired]) => [
    field,
    "handlers" in wired ? wired.handlers : wired.step,
  ]);
  const expected = Object.fromEntries([
    ...handlers.map(([field, step]) => [field, bundles.get(step as string)]),
    ...[...bundles].map(([step, code]) => [nameOfStep(step), code]),
  ]);
  const deployed: [string, Code][] = [
    ...resolvers.map((resolver): [string, Code] => [`${resolver.TypeName}.${resolver.FieldName}`, resolver]),
    ...functions.map((step): [string, Code] => [step.Name, step]),
  ];
  for (const [name, { Code, Runtime }] of deployed) {
    expect(Code, name).toBe(expected[name]);
    expect(Buffer.byteLength(Code), name).toBeLessThanOrEqual(32_768);
    expect(Runtime, name).toEqual({ Name: "APPSYNC_JS", RuntimeVersion: "1.0.0" });
  }
  expect(deployed.some(([, { Code }]) => Code.includes('"shop-backend"'))).toBe(true);
});

const idOf = (name: string) => Object.keys(template.Resources).find((id) => id.slice(0, -8) === name);

test("each data source leads to the stack's own table, key service and function", () => {
  const leads = ofType(template, "AWS::AppSync::DataSource").map(([, { Properties }]) => {
    const { Name, Type, DynamoDBConfig, HttpConfig, LambdaConfig } = resolved<Record<string, unknown>>(
      Properties,
      template,
    );
    return [Name, Type, DynamoDBConfig ?? HttpConfig ?? LambdaConfig];
  });
  const [tokens, factors, clients, resets] = ["DataTokens", "DataFactors", "DataClients", "DataResets"].map(idOf);
  const [send, reset, account] = ["DeliverySend", "ResetsFollowUp", "AccountsChange"].map(idOf);
  const awsIam = { SigningRegion: "us-east-1", SigningServiceName: "kms" };
  expect(leads).toEqual([
    ["Tokens", "AMAZON_DYNAMODB", { AwsRegion: "us-east-1", TableName: tokens }],
    ["Factors", "AMAZON_DYNAMODB", { AwsRegion: "us-east-1", TableName: factors }],
    ["Clients", "AMAZON_DYNAMODB", { AwsRegion: "us-east-1", TableName: clients }],
    ["Resets", "AMAZON_DYNAMODB", { AwsRegion: "us-east-1", TableName: resets }],
    [
      "Kms",
      "HTTP",
      {
        Endpoint: "https://kms.us-east-1.amazonaws.com",
        AuthorizationConfig: { AuthorizationType: "AWS_IAM", AwsIamConfig: awsIam },
      },
    ],
    ["Send", "AWS_LAMBDA", { LambdaFunctionArn: `${send}.Arn` }],
    ["Reset", "AWS_LAMBDA", { LambdaFunctionArn: `${reset}.Arn` }],
    ["Account", "AWS_LAMBDA", { LambdaFunctionArn: `${account}.Arn` }],
  ]);
});

test("S45 the environments of the steps and of the functions name the stack's own tables and app client, and its keys by ARN, within AppSync's limits", () => {
  const [tokens, factors, clients, resets] = ["DataTokens", "DataFactors", "DataClients", "DataResets"].map(idOf);
  const arnOf = (key: string) => expect.stringMatching(new RegExp(`^${key}[0-9A-F]{8}\\.Arn$`));
  const environment = resolved<Record<string, string>>(
    theOne(synthesised, "ApiGraphQL").Properties.EnvironmentVariables,
    template,
  );
  expect(environment).toEqual({
    TOKENS_TABLE: tokens,
    FACTORS_TABLE: factors,
    RESETS_TABLE: resets,
    CHECK_KEY_1: arnOf("KeysCheck"),
    CLIENT_KEY_1: arnOf("KeysClient"),
    OPERATORS_CLIENT_ID: expect.stringMatching(/^UsersPoolOperatorsClient[0-9A-F]{8}$/),
    PROOF_KEY: arnOf("KeysProof1"),
    PROOF_KEY_VERSION: "1",
    PROOF_ISSUER: expect.stringMatching(/^https:\/\/PublicFilesDistribution[0-9A-F]{8}\.DomainName$/),
    WEBHOOK_LOOPBACK: "false",
  });
  expect(Object.keys(environment).length).toBeLessThanOrEqual(50);
  for (const [name, value] of Object.entries(environment)) {
    expect(name).toMatch(/^[A-Za-z]\w{1,63}$/);
    expect(value.length).toBeLessThanOrEqual(512);
  }
  const variablesOf = (name: string) =>
    resolved<object>(theOne(synthesised, name).Properties.Environment.Variables, template);
  expect(variablesOf("AccountsChange")).toEqual({
    FACTORS_TABLE: factors,
    USER_POOL_ID: expect.stringMatching(/^UsersPool[0-9A-F]{8}$/),
  });
  expect(variablesOf("AuthorizerJudge")).toEqual({
    TOKENS_TABLE: tokens,
    CLIENTS_TABLE: clients,
    CLIENT_KEY_1: arnOf("KeysClient"),
  });
  const { PROOF_KEY, PROOF_KEY_VERSION, PROOF_ISSUER, WEBHOOK_LOOPBACK } = environment;
  expect(variablesOf("WebhooksDeliver")).toEqual({
    CLIENTS_TABLE: clients,
    WEBHOOK_QUEUE_URL: expect.stringMatching(/^WebhooksQueue[0-9A-F]{8}$/),
    ...{ PROOF_KEY, PROOF_KEY_VERSION, PROOF_ISSUER, WEBHOOK_LOOPBACK },
    // More threads than events of a run, as each looks a name up.
    UV_THREADPOOL_SIZE: "20",
  });
  expect(variablesOf("DeliverySend")).toEqual({
    CODE_KEY_1: arnOf("KeysCode"),
    CHECK_KEY_1: arnOf("KeysCheck"),
    CONFIGURATION_SET: theOne(synthesised, "DeliveryConfigurationSet").Properties.Name,
  });
  expect(variablesOf("ResetsFollowUp")).toEqual({
    ...variablesOf("DeliverySend"),
    RESETS_TABLE: resets,
    USER_POOL_ID: expect.stringMatching(/^UsersPool[0-9A-F]{8}$/),
  });
});

test("functions and resolvers depend on the schema, because AppSync refuses them while the schema is being changed", () => {
  const [schema] = ofType(template, "AWS::AppSync::GraphQLSchema").map(([id]) => id);
  const early = Object.entries(template.Resources)
    .filter(([, { Type }]) => /^AWS::AppSync::(Resolver|FunctionConfiguration)$/.test(Type))
    .filter(([, { DependsOn }]) => !DependsOn?.includes(schema as string));
  expect(early.map(([id]) => id)).toEqual([]);
});

test("no resource depends on itself, and every reference leads to a resource or a parameter", () => {
  const { Parameters, Resources } = template;
  const needs = new Map(Object.entries(Resources).map(([id, resource]) => [id, referencesIn(resource)]));
  const missing = [...needs.values()]
    .flat()
    .filter((id) => !(id in Resources) && !(id in Parameters) && !id.startsWith("AWS::"));
  expect(missing).toEqual([]);
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (id: string, path: string[]) => {
    if (path.includes(id)) cycles.push([...path.slice(path.indexOf(id)), id]);
    if (done.has(id) || path.includes(id)) return;
    for (const needed of needs.get(id) ?? []) visit(needed, [...path, id]);
    done.add(id);
  };
  for (const id of needs.keys()) visit(id, []);
  expect(cycles).toEqual([]);
});

function referencesIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === "Ref") return [value as string];
    if (key === "Fn::GetAtt") return [(value as [string])[0]];
    if (key === "DependsOn") return [value].flat() as string[];
    if (key === "Fn::Sub" && typeof value === "string")
      return [...value.matchAll(/\$\{([^.}]+)/g)].map(([, id]) => id as string);
    return referencesIn(value);
  });
}

test("the template is within CloudFormation's limits of 1 MB and 500 resources", () => {
  const text = readFileSync(join(outdir, "appsync-otp-prod.template.json"));
  expect(text.byteLength).toBeLessThan(1_000_000);
  expect(Object.keys(template.Resources).length).toBeLessThan(500);
});

test("the code of each function is the asset that the template names", () => {
  const assets = ofType(template, "AWS::Lambda::Function").map(([, { Properties }]) =>
    readFileSync(join(outdir, `asset.${Properties.Code.S3Key.replace(".zip", "")}`, "index.js"), "utf8"),
  );
  expect(assets).toHaveLength(6);
  for (const code of assets) expect(code).toContain("handler");
});
