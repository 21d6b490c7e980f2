import type { ApiDescription } from "appsync-local";

/** The API of the benchmark: a pipeline of two NONE steps, and a pipeline with a GetItem. */

export const API_KEY = "da2-bench";
export const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

const step = (request: string, response: string) =>
  `import { util } from "@aws-appsync/utils";
export function request(ctx) { ${request} }
export function response(ctx) { ${response} }`;

const passOn = step("return {};", "return ctx.prev.result;");

export const describeBench = (dynamodb: string): ApiDescription => ({
  schema: `type Query { echo(n: Int!): Echo item(id: ID!): Item }
    type Echo { n: Int! stash: Int! } type Item { pk: ID! text: String! }`,
  dataSources: {
    none: { type: "NONE" },
    table: {
      type: "AMAZON_DYNAMODB",
      tableName: "bench",
      region: "us-east-1",
      endpoint: dynamodb,
      credentials: CREDENTIALS,
    },
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
  auth: { default: { type: "API_KEY", keys: [{ key: API_KEY, expiresAt: Number.MAX_SAFE_INTEGER }] } },
});
