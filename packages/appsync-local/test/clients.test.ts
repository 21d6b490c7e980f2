import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { Amplify } from "aws-amplify";
import { generateClient } from "aws-amplify/api";
import { describe, expect, test } from "vitest";
import { API_KEY, answering, describeApi, serve } from "./support/api.ts";

/** The clients that people use with AppSync, unchanged. */

const description = describeApi({
  schema: `type Query { hello(name: String!): Hello! } type Hello { text: String! sent: AWSDateTime }
    type Mutation { fail(reason: String!): String }`,
  fields: {
    "Query.hello": answering("{ text: 'Hello ' + ctx.args.name, sent: '2026-01-01T00:00:00Z' }"),
    "Mutation.fail": `import { util } from "@aws-appsync/utils";
      export function request(ctx) { util.error(ctx.args.reason, "Asked"); }
      export function response(ctx) { return null; }`,
  },
});

describe("Amplify's GraphQL client", () => {
  test("queries with an API key, and gets errors as AppSync gives them", async () => {
    const { url } = await serve(description);
    Amplify.configure({
      API: { GraphQL: { endpoint: url, defaultAuthMode: "apiKey", apiKey: API_KEY, region: "us-east-1" } },
    });
    const client = generateClient();
    const answer = await client.graphql({
      query: "query H($name: String!) { hello(name: $name) { text sent } }",
      variables: { name: "Ada" },
    });
    expect(answer).toMatchObject({ data: { hello: { text: "Hello Ada", sent: "2026-01-01T00:00:00Z" } } });
    await expect(client.graphql({ query: 'mutation { fail(reason: "because") }' })).rejects.toMatchObject({
      data: { fail: null },
      errors: [{ message: "because", errorType: "Asked", path: ["fail"] }],
    });
  });
});

describe("Apollo Client", () => {
  test("queries and normalises by __typename; errors arrive as GraphQL errors", async () => {
    const { url } = await serve(description);
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: new HttpLink({ uri: url, headers: { "x-api-key": API_KEY } }),
    });
    const { data } = await client.query({
      query: gql`query H($name: String!) { hello(name: $name) { text } }`,
      variables: { name: "Grace" },
    });
    expect(data).toEqual({ hello: { __typename: "Hello", text: "Hello Grace" } });
    await expect(client.mutate({ mutation: gql`mutation { fail(reason: "no") }` })).rejects.toMatchObject({
      errors: [{ message: "no" }],
    });
    client.stop();
  });
});

describe("an ordinary client", () => {
  test("needs no more than fetch", async () => {
    const { url } = await serve(description);
    const body = JSON.stringify({ query: '{ hello(name: "you") { text } }' });
    const response = await fetch(url, { method: "POST", headers: { "x-api-key": API_KEY }, body });
    expect(await response.json()).toEqual({ data: { hello: { text: "Hello you" } } });
  });
});
