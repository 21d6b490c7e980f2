import tls from "node:tls";
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { RetryLink } from "@apollo/client/link/retry";
import { Amplify } from "aws-amplify";
import { generateClient } from "aws-amplify/api";
import { AUTH_TYPE, type AuthOptions, createAuthLink } from "aws-appsync-auth-link";
import { createSubscriptionHandshakeLink } from "aws-appsync-subscription-link";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Endpoint, startAppSync } from "../../src/index.ts";
import { API_KEY, answering, describeApi } from "../support/api.ts";
import { makeCertificate } from "../support/certificate.ts";

/** The clients that people subscribe with, unchanged, in Node. `test/appsync-local/` of the repository has them in a browser. */

const region = "us-east-1";
const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
const everybody = "@aws_api_key @aws_iam";
const description = describeApi({
  schema: `type Query { ping: String } type Mutation { say(text: String!): Said ${everybody} }
    type Said ${everybody} { text: String! at: AWSDateTime }
    type Subscription { said(text: String): Said @aws_subscribe(mutations: ["say"]) ${everybody}
      refused: Said @aws_subscribe(mutations: ["say"]) @aws_iam }`,
  fields: { "Mutation.say": answering("{ text: ctx.args.text, at: '2026-01-01T00:00:00Z' }") },
  auth: {
    default: { type: "API_KEY", keys: [{ key: API_KEY, expiresAt: Number.MAX_SAFE_INTEGER }] },
    additional: [
      { type: "AWS_IAM", region, principals: [{ ...credentials, accountId: "1", userArn: "arn", username: "u" }] },
    ],
  },
});

let certificate: Awaited<ReturnType<typeof makeCertificate>>;
const trusted = tls.getCACertificates("default");
beforeAll(async () => {
  certificate = await makeCertificate();
  // What NODE_EXTRA_CA_CERTS does for a process that starts.
  tls.setDefaultCACertificates([...trusted, certificate.cert]);
});
afterAll(() => tls.setDefaultCACertificates(trusted));

/** An API that can be stopped and started again under its address. */
async function restartable(options: { secure: boolean }) {
  const start = (port?: number): Promise<Endpoint> =>
    startAppSync(description, { ...(port ? { port } : {}), ...(options.secure ? { tls: certificate } : {}) });
  let endpoint = await start();
  const { url, port } = endpoint;
  onTestFinished(() => endpoint.close());
  return {
    url,
    async restart() {
      await endpoint.close();
      endpoint = await start(port);
    },
    async say(text: string) {
      const query = "mutation S($text: String!) { say(text: $text) { text at __typename } }";
      const body = JSON.stringify({ query, variables: { text } });
      await fetch(url, { method: "POST", headers: { "x-api-key": API_KEY }, body });
    },
  };
}

type Api = Awaited<ReturnType<typeof restartable>>;
type Data = { said: { text: string } };
/** What Amplify's client gives for a subscription. Its types see no more in the query than a text. */
type Subscribable = {
  subscribe(observer: { next(news: { data: Data }): void; error(error: unknown): void }): { unsubscribe(): void };
};

/** Says something again and again until the subscriber heard it: no client here tells when it has subscribed. */
async function hears(api: Api, heard: string[], text: string) {
  await expect
    .poll(
      async () => {
        await api.say(text);
        return heard;
      },
      { timeout: 20_000, interval: 200 },
    )
    .toContain(text);
}

/** Apollo with the links that AWS has for it. They carry types of Apollo's of their own, which are the same. */
function apollo({ url }: Api, ...before: ApolloLink[]): ApolloClient {
  const options: { url: string; region: string; auth: AuthOptions } = {
    url,
    region,
    auth: { type: AUTH_TYPE.API_KEY, apiKey: API_KEY },
  };
  const links = [
    createAuthLink(options),
    createSubscriptionHandshakeLink(options, new HttpLink({ uri: url }) as never),
  ];
  const link = ApolloLink.from([...before, ...(links as unknown as ApolloLink[])]);
  return new ApolloClient({ cache: new InMemoryCache(), link });
}

describe("a client subscribes unchanged, and again after the server was started anew", () => {
  test("Amplify, with an API key and with IAM", async () => {
    const api = await restartable({ secure: true });
    const credentialsProvider = {
      getCredentialsAndIdentityId: async () => ({ credentials }),
      clearCredentialsAndIdentityId() {},
    };
    const GraphQL = { endpoint: api.url, region, defaultAuthMode: "apiKey", apiKey: API_KEY } as const;
    Amplify.configure({ API: { GraphQL } }, { Auth: { credentialsProvider } });
    const heard: Record<"apiKey" | "iam", string[]> = { apiKey: [], iam: [] };
    for (const authMode of ["apiKey", "iam"] as const) {
      const asked = generateClient().graphql({ query: "subscription { said { text at } }", authMode });
      const subscription = (asked as unknown as Subscribable).subscribe({
        next: ({ data }) => heard[authMode].push(data.said.text),
        error: (error) => heard[authMode].push(JSON.stringify(error)),
      });
      onTestFinished(() => subscription.unsubscribe());
      await hears(api, heard[authMode], `first by ${authMode}`);
    }
    await api.restart();
    for (const authMode of ["apiKey", "iam"] as const) await hears(api, heard[authMode], "second");
  });

  test.each([false, true])("Apollo with AppSync's own links, over TLS or not (%s)", async (secure) => {
    const api = await restartable({ secure });
    const client = apollo(api, new RetryLink({ delay: { initial: 100 }, attempts: { max: 100 } }));
    const heard: string[] = [];
    const subscription = client
      .subscribe<Data>({ query: gql`subscription { said { text } }` })
      .subscribe(({ data, error }) => heard.push(data ? data.said.text : `${error}`));
    onTestFinished(() => {
      subscription.unsubscribe();
      client.stop();
    });
    await hears(api, heard, "first");
    await api.restart();
    await hears(api, heard, "second");
  });
});

test("Apollo gets a refusal in AppSync's words", async () => {
  const client = apollo(await restartable({ secure: false }));
  onTestFinished(() => client.stop());
  const { error } = await new Promise<{ error?: Error }>((resolve) => {
    client.subscribe({ query: gql`subscription { refused { text } }` }).subscribe(resolve);
  });
  expect(JSON.stringify(error?.cause)).toContain("Not Authorized to access refused on type Subscription");
});
