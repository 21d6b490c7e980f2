import { join } from "node:path";
import { expect, test } from "vitest";
import { startRecorder } from "../datasources/support.ts";
import { checked, folderWith, handlers, JS, ofApi, resolver, resource, start, template, write } from "./support.ts";

const NAMES = ["vtl", "sql", "elsewhere", "signed", "python", "versioned", "syntax", "types", "typed", "fine"];
const schema = `type Query { ${NAMES.map((name) => `${name}: String`).join(" ")} }`;
const source = (Name: string, Type: string, config: object) => ofApi("DataSource", { Name, Type, ...config });
const CODE = handlers("return { payload: 'fine' };");
const signed = {
  AuthorizationType: "AWS_IAM",
  AwsIamConfig: { SigningRegion: "us-east-1", SigningServiceName: "kms" },
};

const parts = {
  Vtl: ofApi("Resolver", {
    ...{ TypeName: "Query", FieldName: "vtl", Kind: "UNIT", DataSourceName: "None" },
    ...{ RequestMappingTemplate: "{}", ResponseMappingTemplate: "null" },
  }),
  Db: source("Db", "RELATIONAL_DATABASE", {}),
  Sql: resolver("Query.sql", { DataSourceName: "Db", Code: handlers("return { statements: ['SELECT 1'] };") }),
  Imported: source("Imported", "AMAZON_DYNAMODB", { DynamoDBConfig: { TableName: "theirs" } }),
  Elsewhere: resolver("Query.elsewhere", {
    ...{
      DataSourceName: "Imported",
      Code: handlers("return { operation: 'GetItem', key: util.dynamodb.toMapValues({ id: '1' }) };"),
    },
  }),
  Kms: source("Kms", "HTTP", {
    HttpConfig: { Endpoint: "https://kms.us-east-1.amazonaws.com", AuthorizationConfig: signed },
  }),
  Signed: resolver("Query.signed", {
    ...{
      DataSourceName: "Kms",
      Code: handlers("return { method: 'POST', resourcePath: '/' };", "return ctx.result.body;"),
    },
  }),
  Python: resource("AWS::Lambda::Function", { Runtime: "python3.13", Handler: "index.main", Code: { ZipFile: "x" } }),
  PythonSource: source("Python", "AWS_LAMBDA", {
    LambdaConfig: { LambdaFunctionArn: { "Fn::GetAtt": ["Python", "Arn"] } },
  }),
  PythonField: resolver("Query.python", {
    DataSourceName: "Python",
    Code: handlers("return { operation: 'Invoke', payload: 1 };"),
  }),
  Table: resource("AWS::DynamoDB::Table", {
    ...{
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    },
  }),
  Versions: source("Versions", "AMAZON_DYNAMODB", { DynamoDBConfig: { TableName: { Ref: "Table" }, Versioned: true } }),
  Versioned: resolver("Query.versioned", { DataSourceName: "Versions", Code: CODE }),
  Bad: ofApi("FunctionConfiguration", {
    Name: "bad",
    DataSourceName: "None",
    Code: handlers("try { } catch { }"),
    ...JS,
  }),
  Syntax: resolver("Query.syntax", {
    Kind: "PIPELINE",
    PipelineConfig: { Functions: [{ "Fn::GetAtt": ["Bad", "FunctionId"] }] },
  }),
  Types: resolver("Query.types", { Code: handlers("return { payload: util.time.nowEpochMilliSeconds().lengthOf };") }),
  Mistyped: ofApi("FunctionConfiguration", {
    ...{ Name: "mistyped", DataSourceName: "None", ...JS },
    Code: handlers("return { payload: util.time.nowISO8601().lengthOf };"),
  }),
  Typed: resolver("Query.typed", {
    Kind: "PIPELINE",
    PipelineConfig: { Functions: [{ "Fn::GetAtt": ["Mistyped", "FunctionId"] }] },
  }),
  Fine: resolver("Query.fine", { Code: CODE }),
};

const REASONS: [string, string][] = [
  ["vtl", "the resolver Query.vtl is not local: it is written in VTL"],
  ["sql", "the data source Db (RELATIONAL_DATABASE) is not local: this package has none of that kind"],
  ["elsewhere", "the data source Imported (AMAZON_DYNAMODB) is not local: its table theirs is not in the template"],
  ["signed", "the data source Kms (HTTP) is not local: it calls AWS (https://kms.us-east-1.amazonaws.com)"],
  ["python", "the data source Python (AWS_LAMBDA) is not local: the Lambda function Python runs on python3.13"],
  ["versioned", "the data source Versions (AMAZON_DYNAMODB) is not local: its table is versioned"],
  ["syntax", "the function bad is not local: bad cannot run in APPSYNC_JS"],
  ["types", "the resolver Query.types is not local: Query.types cannot run in APPSYNC_JS"],
  ["typed", "the function mistyped is not local: mistyped cannot run in APPSYNC_JS"],
];

const path = () => join(folderWith({ "stack.json": template(schema, parts) }), "stack.json");

test("what is not local is named at the start, answers an error that says why, and leaves the rest alone", async () => {
  const { query, text } = await start(path());
  const { data, errors } = await query(`{ ${NAMES.join(" ")} }`);
  expect(data).toEqual({ ...Object.fromEntries(NAMES.map((name) => [name, null])), fine: "fine" });
  for (const [field, reason] of REASONS) {
    expect(errors).toContainEqual(
      expect.objectContaining({ path: [field], errorType: "NotLocal", message: expect.stringContaining(reason) }),
    );
    expect(text.toLowerCase()).toContain(reason.toLowerCase());
  }
  expect(errors).toHaveLength(REASONS.length);
  expect(text).toContain("Give --data-source Db=<endpoint or stub>.");
});

test("a stub stands in for any of them", async () => {
  const stub = join(folderWith({ "stub.mjs": "" }), "stub.mjs");
  write(stub, "export const handler = async (request) => ({ sql: request.statements[0] }).sql;");
  const { query } = await start(path(), "--data-source", `Db=${stub}`);
  expect(await query("{ sql }")).toEqual({ data: { sql: "SELECT 1" } });
});

test("an endpoint stands in for HTTP, signed as before, and for a Lambda function in another language", async () => {
  const { origin, received } = await startRecorder((response) => response.end('"from elsewhere"'));
  const { query } = await start(path(), "--data-source", `Kms=${origin}`, "--data-source", `Python=${origin}`);
  expect(await query("{ signed python }")).toEqual({ data: { signed: '"from elsewhere"', python: "from elsewhere" } });
  const kms = received.find(({ url }) => url === "/");
  expect(kms?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=LOCAL\S+\/us-east-1\/kms\/aws4_request/);
});

test("a table that is elsewhere can be given its endpoint", async () => {
  const { origin, received } = await startRecorder((response) => response.end('{"Item":{"id":{"S":"1"}}}'));
  const { query } = await start(path(), "--data-source", `Imported=${origin}`);
  await query("{ elsewhere }");
  expect(JSON.parse(received[0]?.body ?? "{}")).toMatchObject({ TableName: "theirs" });
});

test("--check says the same without serving, and whether all is local", async () => {
  const { local, text } = await checked(path());
  expect(local).toBe(false);
  expect(text).toContain("Notes of the stack stack: 10 resolvers");
  for (const [, reason] of REASONS) expect(text.toLowerCase()).toContain(reason.toLowerCase());
  const fine = folderWith({ "stack.json": template("type Query { fine: String }", { Fine: parts.Fine }) });
  expect(await checked(join(fine, "stack.json"))).toEqual({
    local: true,
    text: "Notes of the stack stack: 1 resolver, 0 functions, 1 data source, 0 tables",
  });
});

test("directives that AppSync does not have are named, and do nothing", async () => {
  const stray = "type Query @aws_apikey { fine(a: In): String }\ninput In @aws_api_key { b: Int }";
  const { text } = await checked(
    join(folderWith({ "stack.json": template(stray, { Fine: parts.Fine }) }), "stack.json"),
  );
  expect(text).toContain('Line 1 of the schema has a directive that does nothing: Unknown directive "@aws_apikey".');
  expect(text).toContain(
    'Line 2 of the schema has a directive that does nothing: Directive "@aws_api_key" may not be used',
  );
});

test.each([
  [
    "an endpoint for what none can stand in for",
    ["--data-source", "Db=http://127.0.0.1:1"],
    "which no endpoint can stand in for; give a stub",
  ],
  ["a stub that is not there", ["--data-source", "Db=missing.mjs"], "its stub missing.mjs does not exist"],
])("%s is named", async (_, args, message) => {
  expect((await checked(path(), ...args)).text).toContain(message);
});

test("a data source that the API does not have cannot be given anything", async () => {
  await expect(checked(path(), "--data-source", "Typo=http://127.0.0.1:1")).rejects.toThrow(
    "--data-source Typo: there is none of that name, but None, Db, Imported",
  );
});
