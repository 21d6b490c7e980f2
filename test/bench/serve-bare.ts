import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSchema, graphql } from "graphql";

/** A bare graphql-js server, with which the runtime is compared. It only parses, validates and executes. */

const schema = buildSchema("type Query { echo(n: Int!): Echo } type Echo { n: Int! stash: Int! }");
const rootValue = { echo: ({ n }: { n: number }) => ({ n, stash: n }) };

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { query, variables } = JSON.parse(Buffer.concat(chunks).toString());
  const body = JSON.stringify(await graphql({ schema, source: query, variableValues: variables, rootValue }));
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on("disconnect", () => process.exit());
process.on("message", () => process.send?.({ rss: process.memoryUsage.rss() }));
