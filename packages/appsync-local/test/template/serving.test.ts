import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith, handlers, JS, load, ofApi, resolver, resource, start, template } from "./support.ts";

const NOTES = {
  Table: resource("AWS::DynamoDB::Table", {
    AttributeDefinitions: ["id", "owner"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
    GlobalSecondaryIndexes: [
      {
        IndexName: "byOwner",
        KeySchema: [{ AttributeName: "owner", KeyType: "HASH" }],
        Projection: { ProjectionType: "ALL" },
        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      },
    ],
    StreamSpecification: { StreamViewType: "NEW_IMAGE" },
    SSESpecification: { SSEEnabled: true },
  }),
  Notes: ofApi("DataSource", {
    Name: "Notes",
    Type: "AMAZON_DYNAMODB",
    DynamoDBConfig: { TableName: { Ref: "Table" }, AwsRegion: { Ref: "AWS::Region" } },
  }),
};

test("tables with their indexes, pipelines, and code inline and in files are served as they would be deployed", async () => {
  const schema = `type Note { id: ID! owner: String } type Query { ofOwner(owner: String!): [Note] }
    type Mutation { put(id: ID!, owner: String!): Note }`;
  const put = handlers(
    "const { id, ...rest } = ctx.args; return { operation: 'PutItem', key: util.dynamodb.toMapValues({ id }), attributeValues: util.dynamodb.toMapValues(rest) };",
  );
  const find = handlers(
    `return { operation: "Query", index: "byOwner", query: { expression: "#o = :o", expressionNames: { "#o": "owner" },
      expressionValues: util.dynamodb.toMapValues({ ":o": ctx.args.owner }) } };`,
    "return ctx.result.items;",
  );
  const folder = folderWith({
    "schema.graphql": schema,
    "steps/find.js": find,
    "stack.json": template("", {
      ...NOTES,
      Schema: ofApi("GraphQLSchema", { DefinitionS3Location: "schema.graphql" }),
      Put: resolver("Mutation.put", { DataSourceName: { "Fn::GetAtt": ["Notes", "Name"] }, Code: put }),
      Find: ofApi("FunctionConfiguration", {
        Name: "find",
        DataSourceName: "Notes",
        CodeS3Location: "steps/find.js",
        ...JS,
      }),
      OfOwner: resolver("Query.ofOwner", {
        Kind: "PIPELINE",
        PipelineConfig: { Functions: [{ "Fn::GetAtt": ["Find", "FunctionId"] }] },
        Code: handlers("return {};", "return ctx.prev.result;"),
      }),
    }),
  });
  const { query, text, endpoint } = await start(join(folder, "stack.json"));
  expect(text).toContain("Notes of the stack stack: 2 resolvers, 1 function, 2 data sources, 1 table");
  expect(text).not.toContain("Not local");
  await query('mutation { a: put(id: "1", owner: "ada") { id } b: put(id: "2", owner: "bob") { id } }');
  expect(await query('{ ofOwner(owner: "ada") { id owner } }')).toEqual({
    data: { ofOwner: [{ id: "1", owner: "ada" }] },
  });
  expect(endpoint.port).toBeGreaterThan(0);
});

test("Lambda functions in Node run from their code, with their variables and with where DynamoDB is", async () => {
  const variables = { TABLE: { Ref: "Table" }, UNKNOWN: { Ref: "Secret" } };
  const folder = folderWith({
    // The project is of ES modules. The function has no package.json of its own, so on Lambda it is CommonJS.
    "package.json": { type: "module" },
    "function/index.js": `const { reply } = require("./lib/reply.js");
      exports.handler = async (event) => reply(event, process.env);`,
    "function/lib/reply.js": `exports.reply = (event, env) =>
      [event.info.fieldName, env.TABLE, env.AWS_REGION, env.EXTRA, env.UNKNOWN, /^http/.test(env.AWS_ENDPOINT_URL_DYNAMODB)].join();`,
    "stack.json": template(
      "type Query { direct: String inline: String }",
      {
        ...NOTES,
        Function: resource("AWS::Lambda::Function", {
          ...{
            Runtime: "nodejs22.x",
            Handler: "index.handler",
            Code: "function",
            Environment: { Variables: variables },
          },
        }),
        Alias: resource("AWS::Lambda::Alias", { FunctionName: { "Fn::GetAtt": ["Function", "Arn"] }, Name: "live" }),
        Inline: resource("AWS::Lambda::Function", {
          ...{
            Runtime: "nodejs22.x",
            Handler: "index.main",
            Code: { ZipFile: "exports.main = async () => 'inline';" },
          },
        }),
        Direct: ofApi("DataSource", {
          ...{ Name: "Direct", Type: "AWS_LAMBDA", LambdaConfig: { LambdaFunctionArn: { Ref: "Alias" } } },
        }),
        Other: ofApi("DataSource", {
          ...{
            Name: "Other",
            Type: "AWS_LAMBDA",
            LambdaConfig: { LambdaFunctionArn: { "Fn::GetAtt": ["Inline", "Arn"] } },
          },
        }),
        A: ofApi("Resolver", { TypeName: "Query", FieldName: "direct", DataSourceName: "Direct" }),
        B: resolver("Query.inline", { DataSourceName: "Other", Code: handlers("return { operation: 'Invoke' };") }),
      },
      { Parameters: { Secret: { Type: "String" } } },
    ),
  });
  const { query, text } = await start(join(folder, "stack.json"), "--env", "EXTRA=more");
  expect(await query("{ direct inline }")).toEqual({
    data: { direct: "direct,stack-Table,us-east-1,more,,true", inline: "inline" },
  });
  expect(text).toContain("The Lambda function Function goes without its variable UNKNOWN: the parameter Secret");
});

test("limits, caching, batches, introspection and variables are the template's", () => {
  const code = handlers("return {};");
  const folder = folderWith({
    "stack.json": template("type Query { a: String }", {
      Api: resource("AWS::AppSync::GraphQLApi", {
        ...{ Name: "Notes", AuthenticationType: "API_KEY", QueryDepthLimit: 4, ResolverCountLimit: 0 },
        ...{ IntrospectionConfig: "DISABLED", EnvironmentVariables: { STAGE: "dev" } },
      }),
      Cache: ofApi("ApiCache", { ApiCachingBehavior: "PER_RESOLVER_CACHING", Ttl: 60, Type: "SMALL" }),
      A: resolver("Query.a", {
        ...{ Code: code, MaxBatchSize: 7, CachingConfig: { Ttl: 5, CachingKeys: ["$context.identity.sub"] } },
      }),
    }),
  });
  expect(load(join(folder, "stack.json")).description).toMatchObject({
    limits: { queryDepth: 4 },
    introspection: false,
    environment: { STAGE: "dev" },
    cache: { behavior: "PER_RESOLVER_CACHING", ttlSeconds: 60 },
    resolvers: [{ maxBatchSize: 7, caching: { ttlSeconds: 5, cachingKeys: ["$context.identity.sub"] } }],
  });
});

test("events of an EventBridge data source can be looked at", async () => {
  const request =
    "return { operation: 'PutEvents', events: [{ source: 'shop', detailType: 'Ordered', detail: { id: 1 } }] };";
  const folder = folderWith({
    "stack.json": template("type Query { order: Int }", {
      Bus: resource("AWS::Events::EventBus", { Name: "orders" }),
      Events: ofApi("DataSource", {
        ...{
          Name: "Events",
          Type: "AMAZON_EVENTBRIDGE",
          EventBridgeConfig: { EventBusArn: { "Fn::GetAtt": ["Bus", "Arn"] } },
        },
      }),
      Order: resolver("Query.order", {
        DataSourceName: "Events",
        Code: handlers(request, "return ctx.result.FailedEntryCount;"),
      }),
    }),
  });
  const { query, get, text } = await start(join(folder, "stack.json"));
  expect(await query("{ order }")).toEqual({ data: { order: 0 } });
  expect(text).toMatch(/events +http:\S+\/local\/events/);
  expect(JSON.parse(await get("/local/events"))).toEqual({
    "arn:aws:events:us-east-1:000000000000:event-bus/orders": [
      expect.objectContaining({ source: "shop", "detail-type": "Ordered", detail: { id: 1 } }),
    ],
  });
});
