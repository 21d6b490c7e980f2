import { beforeEach, describe, expect, test } from "vitest";
import { USER_POOL } from "../../../contract/user-pool.ts";
import { deploy } from "../../../infra/cli/deploy.ts";
import { destroy } from "../../../infra/cli/destroy.ts";
import { buildPage } from "../../../web/build.ts";
import { type FakeAccount, startAws } from "./aws.ts";
import { OWN, PAGE_ACL, PAGE_BUCKET, partsFor, WITHOUT_PAGE } from "./support.ts";

/** The page on AWS: the deploy command publishes it whole or not at all, and the destroy command removes it. */

const WEEK = 7 * 24 * 60 * 60 * 1_000;
const built = [...buildPage().keys()];
const script = built.find((name) => /^main-.*\.js$/.test(name)) as string;

let account: FakeAccount;
let calls: string[];
beforeEach(async () => {
  ({ account, calls } = await startAws());
});

const inBucket = () =>
  Object.keys(account.files).flatMap((name) =>
    name.startsWith(`${PAGE_BUCKET}/`) ? [name.slice(PAGE_BUCKET.length + 1)] : [],
  );
const file = (name: string) => account.files[`${PAGE_BUCKET}/${name}`];
const put = (name: string, body: string) => {
  account.files[`${PAGE_BUCKET}/${name}`] = { body, headers: { "cache-control": "no-cache" } };
};
/** The names of the files in the order in which they were written. */
const written = () =>
  calls.flatMap((call) => (call.startsWith("s3./s3/") ? [call.replace(`s3./s3/${PAGE_BUCKET}/`, "")] : []));
const failureOf = async (parts: Parameters<typeof deploy>[0]) =>
  deploy(parts).then(
    () => "",
    ({ message }: Error) => message,
  );
const RIGHT = { status: 200, headers: { "content-security-policy": "default-src 'none'" } };

describe("F08 the deploy publishes the page", () => {
  test("with every file as it was built, and the stage's own config.json, and says where it is", async () => {
    const { parts, said } = await partsFor(account);
    await deploy(parts);
    expect(inBucket().toSorted()).toEqual([...built, "config.json", "superseded.json"].toSorted());
    for (const [name, { body, type, immutable }] of buildPage()) {
      expect(file(name)?.body, name).toBe(Buffer.from(body).toString());
      expect(file(name)?.headers, name).toMatchObject({
        "content-type": type,
        "cache-control": immutable ? "public, max-age=31536000, immutable" : "no-cache",
      });
    }
    expect(JSON.parse(file("config.json")?.body as string)).toEqual({
      serviceName: "Example",
      graphqlUrl: "graphql",
      apiKey: "da2-abcdefghijklmnopqrstuvwxyz",
      passwordPolicy: USER_POOL.passwordPolicy,
      userPoolId: "eu-west-1_Pool",
      userPoolClientId: "client",
      operatorsClientId: "operators",
      purposes: ["login", "payment", "verify-contact", "password-reset"],
      devicePurposes: ["login", "payment"],
      tenants: ["pool"],
    });
    expect(file("config.json")?.headers).toMatchObject({ "cache-control": "no-cache" });
    expect(said()).toContain("The page is published at https://d2.cloudfront.net/");
    expect(said()).toContain("The page is at https://d2.cloudfront.net/");
  });

  test("so that the first page is written last, and everything that it names is there before", async () => {
    await deploy((await partsFor(account)).parts);
    const [index, config, main] = ["index.html", "config.json", script].map((name) => written().lastIndexOf(name));
    expect(main).toBeLessThan(config as number);
    expect(config).toBeLessThan(index as number);
  });

  test("and makes CloudFront fetch what keeps its name, and looks at all of it before the DNS has to know the page", async () => {
    const page = {
      domain: "id.shop.dev",
      certificateArn: `arn:aws:acm:us-east-1:111122223333:certificate/${"a".repeat(36)}`,
    };
    const { parts, said } = await partsFor(account, { overrides: { ...OWN, stages: { dev: { page } } } });
    await deploy(parts);
    expect(account.invalidations.map(({ distribution, paths }) => [distribution, paths.toSorted()])).toEqual([
      ["E2PAGE", ["/", "/config.json", "/icon.svg", "/index.html"]],
    ]);
    expect(new Set(account.asked)).toEqual(new Set(["d2.cloudfront.net"]));
    expect(account.asked).toHaveLength(built.length + 1);
    expect(said()).toContain("id.shop.dev CNAME d2.cloudfront.net");
  });

  test("and waits, at most a minute, until CloudFront has the new one", async () => {
    let old = 3;
    const { parts, now } = await partsFor(account, {
      cloudFrontAnswers: (path) => (path === "/" && old-- > 0 ? new Response("the page before", RIGHT) : undefined),
    });
    const started = now.at;
    await deploy(parts);
    expect(now.at - started).toBe(3 * 2_000);
  });

  test("of a stage that demands a challenge with the address of it", async () => {
    const { parts } = await partsFor(account, {
      overrides: { ...OWN, stages: { dev: { firewall: { challenge: true } } } },
    });
    await deploy(parts);
    expect(JSON.parse(file("config.json")?.body as string)).toMatchObject({ challengeUrl: "challenge" });
  });
});

describe("F08 a page that cannot be published is taken back", () => {
  const BEFORE = { "index.html": "the page before", "config.json": "{}", "icon.svg": "<svg/>" };

  test.each<[string, Parameters<typeof partsFor>[1], RegExp]>([
    [
      "if CloudFront goes on with another file",
      { cloudFrontAnswers: (path) => (path === "/" ? new Response("another", RIGHT) : undefined) },
      /d2\.cloudfront\.net\/ is another file than the one uploaded/,
    ],
    [
      "if CloudFront answers with an error",
      { cloudFrontAnswers: (path) => (path.endsWith(".js") ? new Response("", { status: 403 }) : undefined) },
      /\.js was answered with the status 403/,
    ],
    [
      "if its header fields are missing",
      { cloudFrontAnswers: () => new Response("") },
      /without a Content-Security-Policy/,
    ],
    [
      "if CloudFront cannot be reached",
      {
        cloudFrontAnswers: () => {
          throw new Error("getaddrinfo ENOTFOUND d2.cloudfront.net");
        },
      },
      /ENOTFOUND/,
    ],
  ])("%s", async (_, how, says) => {
    for (const [name, body] of Object.entries(BEFORE)) put(name, body);
    const { parts, said } = await partsFor(account, how);
    const failure = await failureOf(parts);
    expect(failure).toMatch(
      /^The stack is deployed, but:\n {2}The page is not published at https:\/\/d2\.cloudfront\.net\/ /,
    );
    expect(failure).toMatch(says);
    expect(failure).toContain("The page before it is there again");
    for (const [name, body] of Object.entries(BEFORE)) expect(file(name)?.body).toBe(body);
    expect(account.invalidations).toHaveLength(2);
    expect(new Set(account.invalidations.map(({ reference }) => reference)).size).toBe(2);
    expect(said()).not.toContain("The page is published");
  });

  test("if AWS refuses a file in the middle, also before CloudFront was told", async () => {
    for (const [name, body] of Object.entries(BEFORE)) put(name, body);
    account.denied.push(`PUT ${PAGE_BUCKET}/config.json`);
    const failure = await failureOf((await partsFor(account)).parts);
    expect(failure).toContain("AccessDenied");
    expect(file("index.html")?.body).toBe("the page before");
  });

  test("also a first one: nothing is left that names files", async () => {
    const { parts } = await partsFor(account, { cloudFrontAnswers: () => new Response("another", RIGHT) });
    expect(await failureOf(parts)).toContain("There was none before, and there is none now");
    expect(["index.html", "config.json"].map(file)).toEqual([undefined, undefined]);
  });

  test("and whoever may not even take it back is told what people may see", async () => {
    account.denied.push("CreateInvalidation");
    const failure = await failureOf((await partsFor(account)).parts);
    expect(failure).toMatch(/could not be put back either \(AccessDenied: .*\): people may see parts of both/);
  });

  test("and the rest of the deploy goes on", async () => {
    account.denied.push("CreateInvalidation");
    const { parts, said } = await partsFor(account);
    await failureOf(parts);
    expect(said()).toContain("Create a user");
    expect(account.files["appsync-otp-dev-public/.well-known/jwks.json"]).toBeDefined();
  });
});

describe("F08 a later deploy", () => {
  test("keeps the files of the page before for a week, for those who have it open, and then removes them", async () => {
    put("main-AAAAAAAA.js", "the script before");
    const days = [0, 6, 8].map((day) => day * 24 * 60 * 60 * 1_000);
    const there: boolean[] = [];
    for (const later of days) {
      const { parts, now } = await partsFor(account);
      now.at += later;
      await deploy(parts);
      there.push(file("main-AAAAAAAA.js") !== undefined);
    }
    expect(there).toEqual([true, true, false]);
    expect(inBucket().toSorted()).toEqual([...built, "config.json", "superseded.json"].toSorted());
  });

  test("keeps a file that is needed again, however old it is", async () => {
    put("superseded.json", JSON.stringify({ [script]: 0 }));
    const { parts, now } = await partsFor(account);
    now.at += 2 * WEEK;
    await deploy(parts);
    expect(file(script)).toBeDefined();
    expect(JSON.parse(file("superseded.json")?.body as string)).toEqual({});
  });

  test("says so if old files cannot be removed, and leaves the new page", async () => {
    account.denied.push(`PUT ${PAGE_BUCKET}/superseded.json`);
    const failure = await failureOf((await partsFor(account)).parts);
    expect(failure).toContain("The page itself is published");
    expect(file("index.html")).toBeDefined();
  });
});

describe("a stage without a page", () => {
  test("is deployed without one, and without a stack in us-east-1", async () => {
    const { parts, ran, said } = await partsFor(account, { overrides: WITHOUT_PAGE });
    await deploy(parts);
    expect(ran.map(([command, stack]) => [command, stack])).toEqual([["deploy", "appsync-otp-dev"]]);
    expect([inBucket(), account.invalidations, said().includes("page")]).toEqual([[], [], false]);
  });

  test("that had one gives it up: its bucket is emptied first, and its web ACL goes last", async () => {
    const resources = [{ type: "AWS::S3::Bucket", name: PAGE_BUCKET, status: "CREATE_COMPLETE" }];
    const edge = { protected: false, resources: [], outputs: { PageFirewallArn: PAGE_ACL } };
    Object.assign(account, { stack: { protected: false, resources }, edge });
    put("index.html", "the page before");
    const { parts, ran } = await partsFor(account, { overrides: WITHOUT_PAGE });
    await deploy(parts);
    expect(inBucket()).toEqual([]);
    expect(ran.map(([command, stack]) => [command, stack])).toEqual([
      ["deploy", "appsync-otp-dev"],
      ["destroy", "appsync-otp-dev-edge"],
    ]);
  });
});

describe("F09 destroy", () => {
  const edge = () => ({
    protected: false,
    resources: [
      { type: "AWS::WAFv2::WebACL", name: "appsync-otp-dev-page", status: "CREATE_COMPLETE" },
      { type: "AWS::Logs::LogGroup", name: "aws-waf-logs-appsync-otp-dev-page", status: "RETAINED" },
    ],
  });

  test("removes the page, its files and then its web ACL in us-east-1, and names what remains there", async () => {
    const resources = [{ type: "AWS::S3::Bucket", name: PAGE_BUCKET, status: "CREATE_COMPLETE" }];
    Object.assign(account, { stack: { protected: false, resources }, edge: edge() });
    for (const name of built) put(name, "");
    const { parts, ran, said } = await partsFor(account, { answers: ["dev"] });
    await destroy(parts);
    expect(inBucket()).toEqual([]);
    expect(ran.map(([command, stack]) => [command, stack])).toEqual([
      ["destroy", "appsync-otp-dev"],
      ["destroy", "appsync-otp-dev-edge"],
    ]);
    expect(said()).toContain("AWS::Logs::LogGroup aws-waf-logs-appsync-otp-dev-page: still exists");
    expect(said()).not.toContain("AWS::WAFv2::WebACL");
  });

  test("goes on where it was interrupted: it removes the stack in us-east-1 if that alone is left", async () => {
    account.edge = edge();
    const { parts, ran } = await partsFor(account, { answers: ["dev"] });
    await destroy(parts);
    expect(ran.map(([command, stack]) => [command, stack])).toEqual([["destroy", "appsync-otp-dev-edge"]]);
  });
});
