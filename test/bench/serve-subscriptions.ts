import { startAppSync } from "appsync-local";
import { API_KEY } from "./bench-api.ts";
import { answerCpuTime } from "./cpu-time.ts";

/** Serves an API with a subscription in its own process. */
const { port } = await startAppSync({
  schema: `type Query { ping: String } type Mutation { change(id: ID!, text: String!): Change }
    type Change { id: ID! text: String! }
    type Subscription { changed(id: ID): Change @aws_subscribe(mutations: ["change"]) }`,
  dataSources: { none: { type: "NONE" } },
  resolvers: [
    {
      ...{ kind: "UNIT", type: "Mutation", field: "change", dataSource: "none" },
      code: `export function request(ctx) { return { payload: ctx.args }; }
        export function response(ctx) { return ctx.result; }`,
    },
  ],
  auth: { default: { type: "API_KEY", keys: [{ key: API_KEY, expiresAt: Number.MAX_SAFE_INTEGER }] } },
});

answerCpuTime(port);
