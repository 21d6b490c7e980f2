import { join } from "node:path";
import { type ApiDescription, startAppSync } from "appsync-local";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { makeCertificate } from "../../packages/appsync-local/test/support/certificate.ts";
import { openBrowser } from "../support/browser.ts";

/** Subscriptions of `appsync-local` in a real browser, by the clients that people use. Its own tests have the same in Node. */

const apiKey = "da2-test";
const description: ApiDescription = {
  schema: `type Query { ping: String } type Mutation { say(text: String!): Said } type Said { text: String! }
    type Subscription { said: Said @aws_subscribe(mutations: ["say"]) }`,
  dataSources: { none: { type: "NONE" } },
  resolvers: [
    {
      ...{ kind: "UNIT", type: "Mutation", field: "say", dataSource: "none" },
      code: `export function request(ctx) { return { payload: ctx.args }; }
        export function response(ctx) { return ctx.result; }`,
    },
  ],
  auth: { default: { type: "API_KEY", keys: [{ key: apiKey, expiresAt: Number.MAX_SAFE_INTEGER }] } },
};

async function bundlePage(): Promise<string> {
  const { outputFiles } = await build({
    ...{ bundle: true, write: false, format: "esm", platform: "browser", target: "es2022" },
    entryPoints: [join(import.meta.dirname, "page.ts")],
    define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
  });
  return outputFiles[0]?.text ?? "";
}

test("Amplify and Apollo subscribe in a browser, and again after the server was started anew", async () => {
  const [script, tls, browser] = await Promise.all([bundlePage(), makeCertificate(), openBrowser()]);
  onTestFinished(() => browser.close());
  const start = (port = 0) =>
    startAppSync(description, {
      ...{ port, tls },
      serveOther: ({ url }) => {
        const [type, body] = url === "/page.js" ? ["text/javascript", script] : ["text/html", PAGE];
        return { status: 200, headers: { "content-type": `${type}; charset=utf-8` }, body };
      },
    });
  let endpoint = await start();
  onTestFinished(() => endpoint.close());
  const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  await page.goto(`https://localhost:${endpoint.port}/`);

  /** Says something until both heard it: no client tells when it has subscribed. */
  const bothHear = (text: string) =>
    expect
      .poll(
        () =>
          page.evaluate(
            async ([text, key]) => {
              const query = `mutation { say(text: "${text}") { text __typename } }`;
              await fetch("/graphql", {
                method: "POST",
                headers: { "x-api-key": key as string },
                body: JSON.stringify({ query }),
              });
              const { heard } = globalThis as unknown as { heard: Record<string, string[]> };
              return Object.entries(heard).flatMap(([client, all]) => (all.includes(text as string) ? [client] : []));
            },
            [text, apiKey],
          ),
        { timeout: 30_000, interval: 200 },
      )
      .toEqual(["amplify", "apollo"]);
  await bothHear("first");
  const { port } = endpoint;
  await endpoint.close();
  endpoint = await start(port);
  await bothHear("second");
});

const PAGE = '<!doctype html><script type="module" src="/page.js"></script>';
