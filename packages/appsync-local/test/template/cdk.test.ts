import { join } from "node:path";
import { App, type CfnElement, CfnOutput, CfnParameter, Fn, NestedStack, Stack, Stage } from "aws-cdk-lib";
import { Code as AppSyncCode, Definition, FunctionRuntime, GraphqlApi } from "aws-cdk-lib/aws-appsync";
import { AttributeType, Billing, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Code, Function as Lambda, Runtime } from "aws-cdk-lib/aws-lambda";
import { expect, test } from "vitest";
import { checked, folderWith, handlers, start } from "./support.ts";

const schema = "type Query { get(id: ID!): String viaLambda: String stage: String }";

/** A program of two stacks, one with a nested one: the table is in the first, the API in the second. */
function synthesise(folder: string, scope: (app: App) => App | Stage = (app) => app): string {
  const app = new App({ outdir: join(folder, "cdk.out") });
  const parent = scope(app);
  const data = new Stack(parent, "Data");
  const nested = new NestedStack(data, "Nested");
  const table = new TableV2(nested, "Table", {
    ...{ partitionKey: { name: "id", type: AttributeType.STRING }, billing: Billing.onDemand() },
  });
  new CfnOutput(data, "TableName", { value: table.tableName, exportName: "notes-table" });

  const stack = new Stack(parent, "Api");
  const stage = new CfnParameter(stack, "Stage", { default: "dev" });
  const name = Fn.importValue("notes-table");
  const api = new GraphqlApi(stack, "Graph", {
    ...{ name: "notes", definition: Definition.fromFile(join(folder, "schema.graphql")) },
    environmentVariables: { STAGE: stage.valueAsString },
  });
  const worker = new Lambda(stack, "Worker", {
    ...{ runtime: Runtime.NODEJS_22_X, handler: "index.handler", code: Code.fromAsset(join(folder, "worker")) },
    environment: { TABLE: name },
  });
  const source = api.addDynamoDbDataSource("Table", TableV2.fromTableName(stack, "Imported", name));
  const code = (file: string) => AppSyncCode.fromAsset(join(folder, file));
  const runtime = FunctionRuntime.JS_1_0_0;
  source.createResolver("Get", { typeName: "Query", fieldName: "get", runtime, code: code("get.js") });
  api.addLambdaDataSource("Worker", worker).createResolver("Via", { typeName: "Query", fieldName: "viaLambda" });
  const none = api.addNoneDataSource("None");
  const inline = AppSyncCode.fromInline(handlers("return { payload: ctx.env.STAGE };"));
  const step = none.createFunction("Step", { name: "step", runtime, code: inline });
  api.createResolver("StageField", {
    ...{ typeName: "Query", fieldName: "stage", pipelineConfig: [step], runtime },
    code: AppSyncCode.fromInline(handlers("return {};", "return ctx.prev.result;")),
  });
  app.synth();
  return join(folder, "cdk.out");
}

const program = () =>
  folderWith({
    "package.json": { type: "module" },
    "schema.graphql": schema,
    "get.js": handlers(
      "return { operation: 'GetItem', key: util.dynamodb.toMapValues({ id: ctx.args.id }) };",
      "return ctx.result ? ctx.result.id : 'nothing';",
    ),
    "worker/index.js": "exports.handler = async () => process.env.TABLE;",
  });

test("a program of several stacks, nested ones, imports, assets and parameters is served as it was synthesised", async () => {
  const { query, text } = await start(synthesise(program()), "--parameter", "Stage=prod");
  expect(text).toContain("notes of the stack Api: 3 resolvers, 1 function, 3 data sources, 1 table");
  expect(text).not.toContain("Not local");
  const { data } = await query('{ get(id: "1") viaLambda stage }');
  expect(data).toMatchObject({ get: "nothing", stage: "prod" });
  expect(data.viaLambda).toMatch(/^Data-Nested\w+-\w+$/);
});

test("a stage inside a program is read too, and so is a single template of it", async () => {
  const out = synthesise(program(), (app) => new Stage(app, "Prod"));
  expect((await checked(out)).text).toContain("notes of the stack Prod-Api: 3 resolvers");
});

test("where there are several APIs, one has to be named", async () => {
  const folder = folderWith({ "schema.graphql": "type Query { a: Int }" });
  const app = new App({ outdir: join(folder, "cdk.out") });
  const stack = new Stack(app, "Two");
  const definition = Definition.fromFile(join(folder, "schema.graphql"));
  const [first] = ["first", "second"].map((name) => new GraphqlApi(stack, name, { name, definition }));
  app.synth();
  const out = join(folder, "cdk.out");
  await expect(checked(out)).rejects.toThrow("it has 2 APIs: name one by --api, of first, second");
  expect((await checked(out, "--api", "second")).text).toContain("second of the stack Two");
  const logicalId = stack.getLogicalId(first?.node.defaultChild as CfnElement);
  expect((await checked(out, "--api", logicalId)).text).toContain("first of the stack Two");
  await expect(checked(out, "--api", "third")).rejects.toThrow("it has no API third, but first, second");
});
