import { join } from "node:path";
import { serveHttp } from "appsync-local/http";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { REGION } from "../../../local/service/index.ts";
import { addPoolUser } from "../../service/pool-user.ts";
import { startTestService, type TestService } from "../../service/support.ts";
import { openBrowser } from "../../support/browser.ts";
import { codeTo } from "../support.ts";
import type { Given } from "./page.ts";

/** The typed client in a real browser: in a page of another origin than the API's, and in a worker of that page. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const PAGE =
  '<script type="module" src="/page.js"></script><script>new Worker("/page.js", { type: "module" })</script>';
type User = Awaited<ReturnType<typeof addPoolUser>>;

test("the client works in a page and in a worker", async () => {
  const { outputFiles } = await build({
    ...{ bundle: true, write: false, format: "esm", platform: "browser", target: "es2022" },
    entryPoints: [join(import.meta.dirname, "page.ts")],
  });
  const users = { page: await addPoolUser(service), worker: await addPoolUser(service) };
  const outcomes: { where: string }[] = [];
  const { promise: both, resolve } = Promise.withResolvers<void>();
  const given = async ({ email }: User): Promise<Given> => ({
    graphqlUrl: service.outputs.graphqlUrl,
    idToken: (await service.cognito.tokensOf(email, service.outputs.userPoolClientId)).IdToken,
    credentials: service.outputs.backends[0] as Given["credentials"],
    region: REGION,
    now: service.now(),
  });
  const answers: Record<string, (body: string) => string | Promise<string>> = {
    "/": () => PAGE,
    "/page.js": () => outputFiles[0]?.text ?? "",
    "/page.json": async () => JSON.stringify(await given(users.page)),
    "/page.code": () => codeTo(service, users.page.email),
    "/worker.json": async () => JSON.stringify(await given(users.worker)),
    "/worker.code": () => codeTo(service, users.worker.email),
    "/outcome": (body) => {
      outcomes.push(JSON.parse(body));
      if (outcomes.length === 2) resolve();
      return "";
    },
  };
  const server = await serveHttp(async ({ url, body }) => {
    const type = url.endsWith(".js") ? "text/javascript" : "text/html";
    const text = await answers[url]?.(`${body}`);
    return { status: text === undefined ? 404 : 200, headers: { "content-type": type }, body: text ?? "" };
  });
  onTestFinished(server.close);
  // A page of localhost may use Web Crypto; and it is another origin than the API's.
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  await (await browser.newPage()).goto(`http://localhost:${server.port}/`);
  await both;
  const went = { status: "VERIFIED", remembered: true, wrong: "InvalidInputError", devices: [] };
  expect(outcomes.toSorted((a, b) => (a.where < b.where ? -1 : 1))).toEqual([
    { where: "page", ...went },
    { where: "worker", ...went },
  ]);
});
