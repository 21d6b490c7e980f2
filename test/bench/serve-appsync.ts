import { enableCompileCache, flushCompileCache } from "node:module";

// As an entry point that wants to start fast does it: compiled code is kept from one start to the next.
enableCompileCache();
const { startAppSync } = await import("../../local/appsync/index.ts");

/** The runtime in a process of its own, as the benchmark measures it: one NONE pipeline, one GetItem pipeline. */

const step = (request: string, response: string) =>
  `import { util } from "@aws-appsync/utils";
export function request(ctx) { ${request} }
export function response(ctx) { ${response} }`;

const [dynamodb = ""] = process.argv.slice(2);
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const passOn = step("return {};", "return ctx.prev.result;");

const endpoint = await startAppSync({
  schema:
    "type Query { echo(n: Int!): Echo item(id: ID!): Item } type Echo { n: Int! stash: Int! } type Item { pk: ID! text: String! }",
  dataSources: {
    none: { type: "NONE" },
    table: { type: "AMAZON_DYNAMODB", tableName: "bench", region: "us-east-1", endpoint: dynamodb, credentials },
  },
  functions: {
    put: {
      dataSource: "none",
      code: step("ctx.stash.n = ctx.args.n; return { payload: ctx.args.n };", "return ctx.result;"),
    },
    take: {
      dataSource: "none",
      code: step("return { payload: ctx.prev.result };", "return { n: ctx.result, stash: ctx.stash.n };"),
    },
    get: {
      dataSource: "table",
      code: step(
        "return { operation: 'GetItem', key: util.dynamodb.toMapValues({ pk: ctx.args.id }) };",
        "if (ctx.error) util.error(ctx.error.message, ctx.error.type); return ctx.result;",
      ),
    },
  },
  resolvers: [
    { kind: "PIPELINE", type: "Query", field: "echo", functions: ["put", "take"], code: passOn },
    { kind: "PIPELINE", type: "Query", field: "item", functions: ["get"], code: passOn },
  ],
  auth: { default: { type: "API_KEY", keys: [{ key: "da2-bench", expiresAt: Number.MAX_SAFE_INTEGER }] } },
});

process.send?.({ port: endpoint.port });
flushCompileCache();
process.on("disconnect", () => process.exit());
process.on("message", () => process.send?.({ rss: process.memoryUsage.rss() }));
