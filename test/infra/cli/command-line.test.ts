import { spawn } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HELP, readArguments } from "../../../infra/cli/arguments.ts";
import { ROOT, SETTINGS, SOURCES, templateOf } from "../constructs/synth.ts";

/** The commands as a person runs them: each in a process of its own, in a checkout in another folder. */
const folder = mkdtempSync(join(tmpdir(), "checkout-"));
const settings = join(folder, "settings.json");
/** Counts connections: it stands for the whole network, and answers nobody. */
let reached = 0;
const net = createServer((socket) => {
  reached++;
  socket.destroy();
});

beforeAll(async () => {
  for (const name of SOURCES) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "home"));
  await new Promise<void>((listening) => net.listen(0, "127.0.0.1", listening));
});
afterAll(() => {
  net.close();
  rmSync(folder, { recursive: true });
});

/** Runs the command where no program can be found, Docker included, and the only network is the one that counts. */
async function run(args: string[], env: Record<string, string> = {}) {
  const nowhere = `http://127.0.0.1:${(net.address() as AddressInfo).port}`;
  const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "AWS_ENDPOINT_URL"];
  const child = spawn(process.execPath, ["infra/cli/main.ts", ...args], {
    cwd: folder,
    env: {
      PATH: join(folder, "home"),
      HOME: join(folder, "home"),
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_REGION: "eu-west-1",
      ...Object.fromEntries(proxies.map((name) => [name, nowhere])),
      ...env,
    },
  });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].on("data", (chunk) => {
      said[stream] += chunk;
    });
  }
  const code = await new Promise((closed) => child.once("close", closed));
  return { code, ...said };
}

/** An app of one stack with a warning. It is written without the library, which would take seconds. */
const warningApp = (version: string) => `
  import { writeFileSync } from "node:fs";
  const metadata = { "/appsync-otp-dev": [{ type: "aws:cdk:warning", data: "a warning" }] };
  const environment = "aws://unknown-account/unknown-region";
  const stack = { type: "aws:cloudformation:stack", environment, properties: { templateFile: "t.json" }, metadata };
  const manifest = { version: "${version}", artifacts: { "appsync-otp-dev": stack } };
  writeFileSync(process.env.CDK_OUTDIR + "/t.json", "{}");
  writeFileSync(process.env.CDK_OUTDIR + "/manifest.json", JSON.stringify(manifest));`;

describe("F13: the command line", () => {
  test("synth needs no credentials, network or Docker, and writes the same bytes from another folder", async () => {
    writeFileSync(settings, JSON.stringify(SETTINGS));
    // It has credentials, and does not ask AWS whose they are.
    const env = { OTP_SETTINGS: "settings.json", AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "secret" };
    // The folder has an asset of an earlier synthesis, which does not count as one of this synthesis.
    const stale = join(folder, "cdk.out/prod/asset.stale");
    mkdirSync(stale, { recursive: true });
    writeFileSync(join(stale, "index.js"), "stale");
    const { code, stdout, stderr } = await run(["synth", "--stage", "prod"], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    rmSync(stale, { recursive: true });
    expect(reached).toBe(0);
    const here = (await templateOf("prod")).outdir;
    const there = join(folder, "cdk.out/prod");
    const made = globSync("{*.template.json,asset.*/*}", { cwd: there }).sort();
    expect(made).toEqual(globSync("{*.template.json,asset.*/*}", { cwd: here }).sort());
    expect(made.length).toBeGreaterThan(2);
    for (const file of made)
      expect(readFileSync(join(there, file), "utf8")).toBe(readFileSync(join(here, file), "utf8"));
    expect(stdout).toMatch(
      /cdk\.out\/prod\/appsync-otp-prod\.template\.json\n {2}\d+ KB, \d+ resources\n {2}6 assets \(\d+ KB(, \d+ KB){5}\)\n.*prod-edge\.template\.json\n {2}\d+ KB, \d+ resources\n$/,
    );
  }, 120_000);

  test("a warning of the CDK app fails the command", async () => {
    const { version } = JSON.parse(readFileSync(join((await templateOf("prod")).outdir, "manifest.json"), "utf8"));
    const app = join(folder, "infra/app.ts");
    writeFileSync(app, warningApp(version));
    const { code, stderr } = await run(["synth"]);
    cpSync(join(ROOT, "infra/app.ts"), app);
    expect(code).toBe(1);
    expect(stderr).toContain("a warning");
    expect(stderr).toMatch(/cdk synth ended with code 1; the reason is above\n$/);
  }, 120_000);

  test("settings that cannot be used are explained before anything else happens", async () => {
    writeFileSync(settings, '{ "stages": { "dev": { "logDays": 2 } } }');
    const { code, stderr } = await run(["deploy"], { OTP_SETTINGS: settings });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^the settings cannot be used:\n {2}stages\.dev\.logDays must be [^\n]*\n$/);
  });

  test("without credentials a deploy says how to sign in, and shows no stack trace", async () => {
    const { code, stderr } = await run(["deploy", "--yes"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^No AWS credentials were found/);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test("a stage that keeps its data is not destroyed, and says so before anybody has to sign in", async () => {
    const { code, stderr } = await run(["destroy", "--stage", "prod"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^prod keeps its data, because the settings say RETAIN/);
  });

  test.each([
    { args: [], says: "name one command of synth, deploy, diff, destroy" },
    { args: ["deploi"], says: "name one command of" },
    { args: ["deploy", "prod"], says: "name one command of" },
    {
      args: ["deploy", "--stage", "production"],
      says: 'there is no stage "production": name one of dev, staging, prod',
    },
    { args: ["deploy", "--force"], says: "Unknown option '--force'" },
  ])("the arguments '$args' are refused", ({ args, says }) => {
    expect(() => readArguments(args)).toThrow(says);
  });

  test("the stage is dev unless another is named", () => {
    expect(readArguments(["diff"])).toEqual({ command: "diff", stage: "dev", yes: false });
    expect(readArguments(["deploy", "--stage", "prod", "--yes"])).toEqual({
      command: "deploy",
      stage: "prod",
      yes: true,
    });
  });

  test.each(["synth", "deploy", "diff", "destroy"])("%s --help shows the help", (command) => {
    expect(readArguments([command, "--help"]).command).toBe("help");
    expect(HELP).toContain(`\n  ${command} `);
  });
});
