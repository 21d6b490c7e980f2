import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { readArguments } from "../../src/cli/arguments.ts";
import { check } from "../../src/cli/check.ts";
import { createLoader } from "../../src/cli/load.ts";
import { CREDENTIALS, callersOf, serve } from "../../src/cli/serve.ts";

/** A folder with these files, until the test is over. */
export function folderWith(files: Record<string, string | object> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "template-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) write(join(folder, name), content);
  return folder;
}

export function write(path: string, content: string | object): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}

type Properties = Record<string, unknown>;
export const resource = (Type: string, Properties: Properties = {}) => ({ Type, Properties });

/** Handlers as text. */
export const handlers = (request: string, response = "return ctx.result;") =>
  `import { util } from "@aws-appsync/utils";
export function request(ctx) { ${request} }
export function response(ctx) { ${response} }
`;

const API = { "Fn::GetAtt": ["Api", "ApiId"] };
export const JS = { Runtime: { Name: "APPSYNC_JS", RuntimeVersion: "1.0.0" } };

/** A resource of the API. */
export const ofApi = (type: string, properties: Properties) =>
  resource(`AWS::AppSync::${type}`, { ApiId: API, ...properties });

/** A unit resolver of `Type.field`; over NONE unless it says otherwise. */
export function resolver(field: string, properties: Properties) {
  const [TypeName, FieldName] = field.split(".");
  return ofApi("Resolver", { TypeName, FieldName, Kind: "UNIT", DataSourceName: "None", ...JS, ...properties });
}

/** A template of an API with an API key and a NONE data source, and more. */
export const template = (schema: string, resources: object, more: object = {}) => ({
  Resources: {
    Api: resource("AWS::AppSync::GraphQLApi", { Name: "Notes", AuthenticationType: "API_KEY" }),
    Schema: ofApi("GraphQLSchema", { Definition: schema }),
    Key: ofApi("ApiKey", {}),
    None: ofApi("DataSource", { Name: "None", Type: "NONE" }),
    ...resources,
  },
  ...more,
});

/** The arguments as the command line gives them. */
export function argumentsOf(...args: string[]) {
  const read = readArguments(args);
  if (!read) throw new Error("help was asked for");
  return read;
}

/** What a template comes to, without serving it. */
export function load(...args: string[]) {
  const read = argumentsOf(...args);
  const loader = createLoader(read, {
    engine: { endpoint: "http://127.0.0.1:1", credentials: CREDENTIALS },
    callers: callersOf(read, { url: "http://127.0.0.1:1" }),
  });
  onTestFinished(() => loader.close());
  return loader.load();
}

/** What `--check` prints, and whether all is local. */
export async function checked(...args: string[]) {
  const printed: string[] = [];
  const local = await check(argumentsOf(...args), { print: (text) => printed.push(text), note: () => {} });
  return { local, text: printed.join("\n") };
}

/** Serves a template on a free port until the test is over. */
export async function start(...args: string[]) {
  const printed: string[] = [];
  const notes: string[] = [];
  const terminal = { print: (text: string) => printed.push(text), note: (text: string) => notes.push(text) };
  const served = await serve(argumentsOf("--port", "0", ...args), terminal);
  onTestFinished(() => served.close());
  const { url } = served.endpoint;
  const text = printed.join("\n");
  const key = /API key +(\S+)/.exec(text)?.[1] ?? "";
  async function query(query: string, headers: Record<string, string> = { "x-api-key": key }) {
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }) });
    return answer.json();
  }
  const origin = new URL(url).origin;
  const get = async (path: string) => (await fetch(origin + path)).text();
  return { url, text, notes, key, query, get, endpoint: served.endpoint };
}
