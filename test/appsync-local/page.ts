import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { RetryLink } from "@apollo/client/link/retry";
import { Amplify } from "aws-amplify";
import { generateClient } from "aws-amplify/api";
import { AUTH_TYPE, createAuthLink } from "aws-appsync-auth-link";
import { createSubscriptionHandshakeLink } from "aws-appsync-subscription-link";
import { Buffer } from "buffer/index.js";

/** The page of the test beside this file: subscribes by Amplify and by Apollo, and keeps in `heard` what they were told. */

type Data = { said: { text: string } };
type Subscribable = { subscribe(observer: { next(news: { data: Data }): void; error(error: unknown): void }): unknown };

const heard: Record<"amplify" | "apollo", string[]> = { amplify: [], apollo: [] };
// AppSync's link for Apollo wants Node's Buffer also in a browser.
Object.assign(globalThis, { heard, Buffer });

const url = `${location.origin}/graphql`;
const region = "us-east-1";
const apiKey = "da2-test";

Amplify.configure({ API: { GraphQL: { endpoint: url, region, defaultAuthMode: "apiKey", apiKey } } });
const amplify = generateClient().graphql({ query: "subscription { said { text } }" }) as unknown as Subscribable;
amplify.subscribe({
  next: ({ data }) => heard.amplify.push(data.said.text),
  error: (error) => heard.amplify.push(JSON.stringify(error)),
});

const options = { url, region, auth: { type: AUTH_TYPE.API_KEY as const, apiKey } };
const links: unknown[] = [
  new RetryLink({ delay: { initial: 100 }, attempts: { max: 100 } }),
  createAuthLink(options),
  createSubscriptionHandshakeLink(options, new HttpLink({ uri: url }) as never),
];
new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from(links as ApolloLink[]) })
  .subscribe<Data>({ query: gql`subscription { said { text } }` })
  .subscribe(({ data, error }) => heard.apollo.push(data ? data.said.text : `${error}`));
