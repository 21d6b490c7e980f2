import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { serveHttp } from "../../src/http-server.ts";
import { argumentsOf, checked, folderWith, handlers, resolver, template } from "./support.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");

/** Runs the command to its end. */
async function run(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.on("data", (chunk) => out.push(`${chunk}`));
  child.stderr.on("data", (chunk) => err.push(`${chunk}`));
  const [status] = await once(child, "close");
  return { status, out: out.join(""), err: err.join("") };
}

const fine = () =>
  join(
    folderWith({
      "stack.json": template("type Query { a: Int }", {
        A: resolver("Query.a", { Code: handlers("return { payload: 1 };") }),
      }),
    }),
    "stack.json",
  );

test("--help shows every option", async () => {
  const { status, out } = await run("--help");
  expect(status).toBe(0);
  for (const option of ["--port", "--host", "--api", "--parameter", "--data-source", "--env", "--dynamodb", "--db"])
    expect(out).toContain(option);
  for (const option of ["--user-pool", "--oidc", "--region", "--check", "--no-watch"]) expect(out).toContain(option);
});

test.each([
  [[], "Name a template or a folder that `cdk synth` wrote"],
  [["a.json", "b.json"], "b.json is a second one"],
  [["--nope", "a.json"], "Unknown option '--nope'"],
  [["--port", "web", "a.json"], "--port has to be a number from 0 to 65535, and is web."],
  [["--parameter", "Stage", "a.json"], "--parameter has to be <name>=<value>, and is Stage."],
  [["--user-pool", "pool", "a.json"], "--user-pool has to be a URL, and is pool."],
  [["--db", "x", "--dynamodb", "http://y", "a.json"], "--db is of the embedded engine"],
])("%j are wrong options", (args, message) => {
  expect(() => argumentsOf(...args)).toThrow(message);
});

test("wrong options end with status 2, and with where the right ones are", async () => {
  const { status, err } = await run("--nope", "a.json");
  expect([status, err]).toEqual([2, "Unknown option '--nope'.\n\nappsync-local --help shows the options.\n"]);
});

test.each([
  ["missing.json", "missing.json does not exist. Is it synthesised?"],
  ["no.json", "there is no AWS::AppSync::GraphQLApi in it"],
  ["text.json", "text.json cannot be read as JSON"],
  ["none.json", "is not a CloudFormation template: it has no Resources"],
  ["stack.yaml", "is YAML; templates are read as JSON"],
  ["out", "out/dev."],
])("%s cannot be served, which is said in a line", async (name, message) => {
  const folder = folderWith({
    "no.json": { Resources: {} },
    "text.json": "hello",
    "none.json": {},
    "stack.yaml": "Resources:",
    "out/dev/manifest.json": { artifacts: {} },
  });
  const said = await checked(join(folder, name)).catch((error: Error) => error.message);
  expect(said).toContain(message);
  expect(`${said}`.split("\n")).toHaveLength(1);
});

test("what cannot be served ends with status 1", async () => {
  const { status, out, err } = await run("missing.json");
  expect([status, out, err]).toEqual([1, "", expect.stringMatching(/^missing\.json does not exist\..*\n$/)]);
});

test("it prints the address and the key, answers, and ends with status 0 when it is told to", async () => {
  const child = spawn(process.execPath, [MAIN, "--port", "0", fine()], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [text] = await once(child.stdout, "data");
  const [, url = ""] = /URL +(\S+)/.exec(`${text}`) ?? [];
  const [, key = ""] = /API key +(\S+)/.exec(`${text}`) ?? [];
  const answer = await fetch(url, { method: "POST", headers: { "x-api-key": key }, body: '{"query":"{ a }"}' });
  expect(await answer.json()).toEqual({ data: { a: 1 } });
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("a port that is taken is said so", async () => {
  const server = await serveHttp(() => null);
  onTestFinished(() => server.close());
  const { status, err } = await run("--port", String(server.port), fine());
  expect(err).toContain("Another program listens on the port: give --port 0 for a free one.");
  expect(status).toBe(1);
});

test("--check ends with status 0 when all is local, and with 1 when not", async () => {
  expect(await run("--check", fine())).toMatchObject({ status: 0, err: "" });
  const vtl = { TypeName: "Query", FieldName: "a", RequestMappingTemplate: "{}" };
  const folder = folderWith({
    "s.json": template("type Query { a: Int }", {
      A: { ...resolver("Query.a", {}), Properties: { ...resolver("Query.a", vtl).Properties } },
    }),
  });
  const { status, out } = await run("--check", join(folder, "s.json"));
  expect(out).toContain("The resolver Query.a is not local: it is written in VTL");
  expect(status).toBe(1);
});
