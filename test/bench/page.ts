import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { USER_POOL } from "../../contract/user-pool.ts";
import { DEFAULTS } from "../../settings/schema.ts";
import { buildPage } from "../../web/build.ts";
import { configOfSettings, pageHeaders } from "../../web/served.ts";
import type { Config } from "../../web/src/config.ts";
import { openBrowser } from "../support/browser.ts";

/** Measures how much the page transfers, and how soon it can be used, on a slow phone. `node test/bench/page.ts --help` says how to use it. */

if (process.argv.includes("--help")) {
  console.log(
    "usage: npm run bench:page\n\nServes the page compressed, as a distribution does, and opens it with an empty cache in Chromium, whose network and processor are\nslowed down. Prints the bytes of a first visit, when something is seen, and when the page can be used. Medians of several visits.\nTakes about half a minute.",
  );
  process.exit();
}

const VISITS = 5;
/** Lighthouse's profile of a phone: 150 ms of latency, 1.6 Mbit/s down, 750 kbit/s up, and a processor that is four times slower. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const SLOWDOWN = 4;
/** What follows the first field is over after this time. */
const QUIET_MILLISECONDS = 1_000;
const LANGUAGES = ["en", "de", "ja", "ar"];

interface Figures {
  kilobytes: number;
  requests: number;
  painted: number;
  usable: number;
}

/** Serves the page with everything compressed, on a free port. */
async function serve() {
  const config: Config = {
    ...configOfSettings(DEFAULTS),
    graphqlUrl: "graphql",
    apiKey: "da2-bench",
    userPoolId: "us-east-1_bench",
    userPoolClientId: "bench",
    operatorsClientId: "bench",
    passwordPolicy: USER_POOL.passwordPolicy,
  };
  const files = new Map<string, { type: string; body: Buffer }>(
    [...buildPage()].map(([name, { type, body }]) => [`/${name}`, { type, body: gzipSync(body) }] as const),
  );
  files.set("/config.json", { type: "application/json", body: gzipSync(JSON.stringify(config)) });
  const headers = { ...pageHeaders("https://cognito-idp.us-east-1.amazonaws.com"), "content-encoding": "gzip" };
  const server = createServer(({ url = "/" }, response) => {
    const file = files.get(url === "/" ? "/index.html" : url);
    if (!file) return response.writeHead(404).end();
    return response.writeHead(200, { ...headers, "content-type": file.type }).end(file.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

/** Notes long tasks, and when the first field is there. */
function watch() {
  const seen = { field: 0, busyUntil: 0 };
  Object.assign(window, { seen });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.busyUntil = startTime + duration;
  }).observe({ type: "longtask", buffered: true });
  new MutationObserver(() => {
    if (seen.field === 0 && document.querySelector("input[type=email]")) seen.field = performance.now();
  }).observe(document, { childList: true, subtree: true });
}

/** Opens the page as somebody who was never there. */
async function firstVisit(browser: Browser, url: string, locale: string): Promise<Figures> {
  const context = await browser.newContext({ locale, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  let bytes = 0;
  let requests = 0;
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
    requests += 1;
  });
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  await devtools.send("Network.emulateNetworkConditions", NETWORK);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWDOWN });
  await page.addInitScript(watch);
  await page.goto(url);
  await page.locator("input[type=email]").waitFor();
  await page.waitForTimeout(QUIET_MILLISECONDS);
  const { field, busyUntil, painted } = await page.evaluate(() => ({
    ...(window as unknown as { seen: { field: number; busyUntil: number } }).seen,
    painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  }));
  await context.close();
  // It can be used once its field is there, and no long task is in the way any more.
  return { kilobytes: bytes / 1000, requests, painted, usable: Math.max(field, busyUntil) };
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

const [server, browser] = await Promise.all([serve(), openBrowser()]);
console.log("| language | transferred | requests | first paint | can be used |\n|---|---|---|---|---|");
for (const locale of LANGUAGES) {
  const visits: Figures[] = [];
  for (let n = 0; n < VISITS; n++) visits.push(await firstVisit(browser, server.url, locale));
  const of = (name: keyof Figures) => median(visits.map((figures) => figures[name]));
  const seconds = (name: "painted" | "usable") => `${(of(name) / 1000).toFixed(1)} s`;
  console.log(
    `| ${locale} | ${of("kilobytes").toFixed(0)} KB | ${of("requests")} | ${seconds("painted")} | ${seconds("usable")} |`,
  );
}
await browser.close();
server.close();
