import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installInEmptyProject, type Project } from "../../packages/appsync-local/test/published/project.ts";
import { newClient } from "../service/api-client.ts";
import { codeTo, operatorOf } from "../service/managed-clients.ts";
import { addPoolUser } from "../service/pool-user.ts";
import { startTestService, type TestService } from "../service/support.ts";

/** The client as its users get it: built, packed, installed in an empty project, where the examples of its README run. */

const PATIENCE = 120_000;
const PACKAGE = join(import.meta.dirname, "../../packages/client");
const URL_OF_README = "https://example.appsync-api.us-east-1.amazonaws.com/graphql";
let project: Project;
let service: TestService;
let readme: string;

/** The text of a module that exports these values. */
const exportsOf = (values: object) =>
  Object.entries(values)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
    .join("\n");

beforeAll(async () => {
  project = await installInEmptyProject(PACKAGE, ["typescript", "@types/node"]);
  service = await startTestService();
  // Signatures have the time of the machine.
  service.advance((Date.now() - service.now()) / 1000);
  readme = readFileSync(join(project.folder, "node_modules/appsync-otp-client/README.md"), "utf8");
  for (const [, path = "", text = ""] of readme.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)) {
    project.write(path, text.replace(URL_OF_README, service.outputs.graphqlUrl));
  }
  const { email } = await addPoolUser(service);
  const { IdToken } = await service.cognito.tokensOf(email, service.outputs.userPoolClientId);
  project.write("session.ts", `export const getIdToken = async () => ${JSON.stringify(IdToken)};`);
  const { clientId, secret } = await newClient(service);
  const { apiId, backends } = service.outputs;
  project.write("credentials.ts", exportsOf({ credentials: backends[0], apiId, keyId: `${clientId}_1`, secret }));
  const { id, email: address } = await (await operatorOf(service)).create();
  const activation = { id, activationCode: codeTo(service, address), key: service.outputs.apiKey };
  project.write("activation.ts", exportsOf(activation));
  // What the user does: look into the inbox, and type the code.
  project.write(
    "page.ts",
    `export async function ask(question: string): Promise<string> {
       console.log(question);
       const inbox = (await (await fetch(${JSON.stringify(`${service.outputs.inboxUrl}.json`)})).json()) as { text: string }[];
       return /\\b\\d{6}\\b/.exec(inbox[0]?.text ?? "")?.[0] ?? "";
     }`,
  );
}, PATIENCE);
afterAll(async () => {
  project?.remove();
  await service?.stop();
});

const run = (program: string, ...flags: string[]) => project.run(process.execPath, [...flags, program]);

test("the README's frontend signs in, and is a known device from then on", { timeout: PATIENCE }, async () => {
  const storage = ["--no-warnings", "--experimental-webstorage", "--localstorage-file=storage"];
  expect(await run("sign-in.ts", ...storage)).toMatch(
    /^We sent a code to .•+@example\.com\.\nsigned in \{"cart":42\}\n$/,
  );
  service.advance(31);
  project.write("again.ts", 'import { otp } from "./otp.ts"; console.log(await otp.requestOtp({ channel: "EMAIL" }));');
  expect(await run("again.ts", ...storage)).toContain("knownDevice: true");
});

test("the README's backend lists what it asked for", { timeout: PATIENCE }, async () => {
  expect(await run("active-tokens.ts")).toMatch(/^customer-1 login \d{4}-\d\d-\d\dT[\d:.]+Z\n$/);
});

test("the README's backend outside AWS signs as an API client", { timeout: PATIENCE }, async () => {
  project.write(
    "send.ts",
    `import { otp } from "./outside-aws.ts";
     const { token } = await otp.requestOtp({ channel: "EMAIL", subject: "customer-3", destination: "ada@example.com" });
     console.log(token.status);`,
  );
  expect(await run("send.ts")).toBe("SENT\n");
});

test("F27 the README's holder of the API key activates an API client, and is told its secret", {
  timeout: PATIENCE,
}, async () => {
  expect(await run("activate.ts")).toMatch(/^[0-9a-f]{16}_1 44\n$/);
});

test("every relative link of its pages leads to a file that it contains", () => {
  const folder = join(project.folder, "node_modules/appsync-otp-client");
  const text = globSync("*.md", { cwd: folder }).map((page) => readFileSync(join(folder, page), "utf8"));
  const links = [...text.join("\n").matchAll(/\]\(([^)\s:#]+)\)/g)].map(([, link = ""]) => link);
  expect(links).toEqual(expect.arrayContaining(["LICENSE", "CHANGELOG.md"]));
  expect(links.filter((link) => link.startsWith("..") || !existsSync(join(folder, link)))).toEqual([]);
});

test("the README's errors are as it prints them", { timeout: PATIENCE }, async () => {
  const [, shown] = /```console\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(await run("errors.ts")).toBe(shown);
});

test("declarations and examples have sound types, in a project with the DOM's types and in one with Node's", {
  timeout: PATIENCE,
}, async () => {
  const compiler = join(
    "node_modules/typescript",
    JSON.parse(readFileSync(join(project.folder, "node_modules/typescript/package.json"), "utf8")).bin.tsc,
  );
  const files = ["sign-in.ts", "active-tokens.ts", "outside-aws.ts", "activate.ts", "errors.ts"];
  const both = {
    ...{ module: "nodenext", target: "es2022", strict: true, noEmit: true },
    ...{ allowImportingTsExtensions: true, skipLibCheck: false },
  };
  const kinds = { browser: { lib: ["es2023", "dom"], types: [] }, node: { lib: ["es2023"], types: ["node"] } };
  for (const [name, kind] of Object.entries(kinds)) {
    project.write(`tsconfig.${name}.json`, JSON.stringify({ compilerOptions: { ...both, ...kind }, files }));
    await project.run(process.execPath, [compiler, "-p", `tsconfig.${name}.json`]);
  }
});

test("it weighs what the README says", async () => {
  const weight = async (text: string) => {
    const { outputFiles } = await build({
      ...{ bundle: true, minify: true, write: false, format: "esm", platform: "browser", logLevel: "silent" },
      stdin: { contents: text, resolveDir: project.folder },
    });
    return gzipSync(outputFiles[0]?.contents ?? "").length;
  };
  const said = (pattern: RegExp) => Number(pattern.exec(readme)?.[1]) * 1000;
  const all = await weight('export * from "appsync-otp-client"');
  const role = await weight('export * from "appsync-otp-client/iam"');
  const outside = await weight('export * from "appsync-otp-client/api-client"');
  for (const [weighed, published] of [
    [all, said(/weighs \*\*([\d.]+) KB\*\*/)],
    [role, said(/IAM is\s([\d.]+) KB more/)],
    [outside, said(/API clients ([\d.]+) KB/)],
  ] as const) {
    expect(weighed).toBeLessThanOrEqual(published);
    expect(weighed).toBeGreaterThan(published - 200);
  }
  expect(await weight('export { inMemory } from "appsync-otp-client"')).toBeLessThan(300);
});
