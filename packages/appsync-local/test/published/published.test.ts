import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { BUILD, environment, installInEmptyProject, type Project } from "./project.ts";

/** The package as its users get it: built, packed, installed in an empty project, where the examples of its pages run. */

const PATIENCE = 120_000;
const PACKAGE = join(import.meta.dirname, "../..");
/** What the README has people install beside the package; `@types/node` is for the compiler. */
const TOOLS = ["vitest", "typescript", "@aws-appsync/utils", "@aws-sdk/client-dynamodb", "@types/node"];
let project: Project;
let pages: string;

beforeAll(async () => {
  project = await installInEmptyProject(PACKAGE, TOOLS);
  const page = (path: string) => readFileSync(join(project.folder, "node_modules/appsync-local", path), "utf8");
  pages = page("README.md") + page("docs/unit-testing.md") + page("docs/subscriptions.md");
  for (const [, path = "", text = ""] of pages.matchAll(/```\w+\n\/\/ (\S+)\n([\s\S]*?)```/g))
    project.write(path, text);
  project.write("schema.graphql", "type Query { note(id: ID!): Note } type Note { id: ID! text: String }");
  const [, command = ""] = /`npx (appsync-local-types .*?)`/.exec(pages) ?? [];
  const [name = "", ...args] = command.split(" ");
  await project.run(process.execPath, [join("node_modules/.bin", name), ...args]);
}, PATIENCE);
afterAll(() => project?.remove());

const bin = (name: string, path: string) => join("node_modules", name, path);

test("the unit tests that the README and its pages show pass, and every export can be imported", {
  timeout: PATIENCE,
}, async () => {
  const modules = project.exports
    .filter((name) => !name.endsWith(".json"))
    .map((name) => name.replace(".", "appsync-local"));
  project.write(
    "exports.test.ts",
    `import { expect, test } from "vitest";
     test.each(${JSON.stringify(modules)})("%s", async (name) => expect(Object.keys(await import(name))).not.toEqual([]));`,
  );
  const flags = [
    "--testTimeout=60000",
    "--maxWorkers=1",
    "--no-isolate",
    "--reporter=json",
    "--outputFile=report.json",
  ];
  await project.run(process.execPath, [bin("vitest", "vitest.mjs"), "run", ...flags]);
  const report = JSON.parse(readFileSync(join(project.folder, "report.json"), "utf8"));
  const shown = pages.match(/^test\("/gm)?.length ?? 0;
  expect(shown).toBeGreaterThan(3);
  expect(report).toMatchObject({ numFailedTests: 0, numPassedTests: shown + modules.length });
});

test("the API of the README starts from the installed package and answers as shown", {
  timeout: PATIENCE,
}, async () => {
  const program = readFileSync(join(project.folder, "api.ts"), "utf8");
  expect(program).toContain("port: 4000");
  project.write("api.ts", program.replace("port: 4000", "port: 0"));
  const child = spawn(process.execPath, ["api.ts"], {
    cwd: project.folder,
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    if (child.kill()) await once(child, "exit");
  });
  const ended = once(child, "exit").then(([status]) => {
    throw new Error(`api.ts ended with status ${status}`);
  });
  const [line] = await Promise.race([once(child.stdout, "data"), ended]);
  const url = String(line).trim();
  const calls = [...pages.matchAll(/^\$ curl -s \S+ -H 'x-api-key: (.*?)' -d '(.*)'\n(.*)$/gm)];
  expect(calls).toHaveLength(2);
  for (const [, key = "", body = "", answer] of calls) {
    const response = await fetch(url, { method: "POST", headers: { "x-api-key": key }, body });
    expect(await response.text()).toBe(answer);
  }
});

test("the installed command serves a template and its Lambda function, and reloads it", {
  timeout: PATIENCE,
}, async () => {
  const lambda = {
    ...{ Runtime: "nodejs22.x", Handler: "index.handler", Code: { ZipFile: "exports.handler = async () => 'hello';" } },
  };
  const ofApi = (Type: string, properties: object) => ({
    ...{ Type: `AWS::AppSync::${Type}`, Properties: { ApiId: { "Fn::GetAtt": ["Api", "ApiId"] }, ...properties } },
  });
  const template = (Definition: string) =>
    JSON.stringify({
      Resources: {
        Api: { Type: "AWS::AppSync::GraphQLApi", Properties: { Name: "hello", AuthenticationType: "API_KEY" } },
        Schema: ofApi("GraphQLSchema", { Definition }),
        Key: ofApi("ApiKey", {}),
        Function: { Type: "AWS::Lambda::Function", Properties: lambda },
        Source: ofApi("DataSource", {
          ...{
            Name: "Hello",
            Type: "AWS_LAMBDA",
            LambdaConfig: { LambdaFunctionArn: { "Fn::GetAtt": ["Function", "Arn"] } },
          },
        }),
        Field: ofApi("Resolver", { TypeName: "Query", FieldName: "hello", DataSourceName: "Hello" }),
      },
    });
  project.write("template.json", template("type Query { hello: String }"));
  const command = join(project.folder, bin(".bin", "appsync-local"));
  const child = spawn(command, ["template.json", "--port", "0"], {
    cwd: project.folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(async () => {
    if (child.kill()) await once(child, "exit");
  });
  const [text] = await once(child.stdout, "data");
  const [url = "", key = ""] = [/URL +(\S+)/, /API key +(\S+)/].map((pattern) => pattern.exec(`${text}`)?.[1]);
  const ask = async (query: string) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "x-api-key": key },
      body: JSON.stringify({ query }),
    });
    return response.json();
  };
  expect(await ask("{ hello }")).toEqual({ data: { hello: "hello" } });
  const page = await (await fetch(url, { headers: { accept: "text/html" } })).text();
  const [, script = ""] = /src="([^"]+)"/.exec(page) ?? [];
  expect((await fetch(new URL(script, url))).headers.get("content-type")).toContain("text/javascript");
  project.write("template.json", template("type Query { hello: String more: String }"));
  const [note] = await once(child.stderr, "data");
  expect(String(note)).toMatch(/^Reloaded in \d+ ms: the schema\./);
  expect(await ask("{ hello more }")).toEqual({ data: { hello: "hello", more: null } });
});

test("its declarations and its compiler options for steps are complete", { timeout: PATIENCE }, async () => {
  const options = {
    ...{ module: "nodenext", target: "esnext", strict: true, noEmit: true, allowImportingTsExtensions: true },
    ...{ types: ["node"], skipLibCheck: false },
  };
  const modules = project.exports
    .filter((name) => !name.endsWith(".json"))
    .map((name) => name.replace(".", "appsync-local"));
  project.write("declarations.ts", modules.map((name, index) => `export * as m${index} from "${name}";`).join("\n"));
  project.write("tsconfig.json", JSON.stringify({ compilerOptions: options, files: ["declarations.ts"] }));
  const manifest = JSON.parse(readFileSync(join(project.folder, "node_modules/typescript/package.json"), "utf8"));
  const compiler = bin("typescript", manifest.bin.tsc);
  await project.run(process.execPath, [compiler, "-p", "."]);
  await project.run(process.execPath, [compiler, "-p", "resolvers"]);
});

test("a build deletes nothing of a folder that is named for it and holds something", async () => {
  const kept = readFileSync(join(project.folder, "package.json"), "utf8");
  await expect(project.run(process.execPath, [BUILD, PACKAGE, project.folder])).rejects.toThrow(
    "name a new or an empty folder",
  );
  expect(readFileSync(join(project.folder, "package.json"), "utf8")).toBe(kept);
});
