import { onTestFinished } from "vitest";
import {
  type ApiDescription,
  type ListenOptions,
  type PipelineResolver,
  type ResolverDescription,
  startAppSync,
  type Trace,
} from "../../src/index.ts";

export const API_KEY = "da2-test";

/** A handler pair as text. What is left out hands on what came. */
export const step = ({
  request = "return {};",
  response = "return ctx.result;",
}: {
  request?: string;
  response?: string;
} = {}) =>
  `import { util, runtime, extensions } from "@aws-appsync/utils";
export function request(ctx) { ${request} }
export function response(ctx) { ${response} }
`;

/** A unit resolver over NONE that answers what `expression` says of `ctx`. */
export const answering = (expression: string) =>
  step({ request: `return { payload: ${expression} };`, response: "return ctx.result;" });

interface SmallApi extends Partial<Omit<ApiDescription, "resolvers" | "functions">> {
  schema: string;
  /** `Type.field` to the code of a unit resolver over NONE, or to the steps of a pipeline. */
  fields?: Record<string, string | { code?: string; steps: string[] }>;
  /** Resolvers over other data sources than NONE. */
  resolvers?: ResolverDescription[];
  functions?: ApiDescription["functions"];
}

/** An API of a few lines over the NONE data source, open to `API_KEY`. */
export function describeApi({
  fields = {},
  resolvers = [],
  functions = {},
  dataSources,
  ...rest
}: SmallApi): ApiDescription {
  const allFunctions = { ...functions };
  const allResolvers = [...resolvers];
  for (const [name, made] of Object.entries(fields)) {
    const [type = "", field = ""] = name.split(".");
    if (typeof made === "string") {
      allResolvers.push({ kind: "UNIT", type, field, dataSource: "none", code: made });
      continue;
    }
    const names = made.steps.map((code, index) => {
      const step = `${type}_${field}_${index}`;
      allFunctions[step] = { dataSource: "none", code };
      return step;
    });
    const pipeline: PipelineResolver = { kind: "PIPELINE", type, field, functions: names };
    allResolvers.push(made.code === undefined ? pipeline : { ...pipeline, code: made.code });
  }
  return {
    auth: { default: { type: "API_KEY", keys: [{ key: API_KEY, expiresAt: Number.MAX_SAFE_INTEGER }] } },
    ...rest,
    dataSources: { none: { type: "NONE" }, ...dataSources },
    functions: allFunctions,
    resolvers: allResolvers,
  };
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks for in it differs from test to test
  body: any;
}

export interface TestApi {
  url: string;
  realtimeUrl: string;
  traces: Trace[];
  logs: string[];
  faults: Awaited<ReturnType<typeof startAppSync>>["api"]["faults"];
  /** Posts a query with the API key; `headers` adds or (with undefined) takes away. */
  query(query: string, variables?: unknown, headers?: Record<string, string | undefined>): Promise<Answer>;
  /** Posts a body as it is. */
  post(body: string, headers?: Record<string, string | undefined>): Promise<Answer>;
}

/** Starts an API on a free port until the test (or the hook's suite) is over. */
export async function serve(
  description: ApiDescription,
  options: ListenOptions = {},
  finish: (close: () => Promise<void>) => void = onTestFinished,
): Promise<TestApi> {
  const traces: Trace[] = [];
  const logs: string[] = [];
  const endpoint = await startAppSync(description, {
    ...options,
    onTrace: (trace) => traces.push(trace),
    onLog: (line) => logs.push(line),
  });
  finish(() => endpoint.close());
  const post: TestApi["post"] = async (body, headers = {}) => {
    const sent = { "content-type": "application/json", "x-api-key": API_KEY, ...headers };
    const present = Object.entries(sent).filter((pair): pair is [string, string] => pair[1] !== undefined);
    const response = await fetch(endpoint.url, { method: "POST", headers: present, body });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text === "" ? null : JSON.parse(text) };
  };
  return {
    url: endpoint.url,
    realtimeUrl: endpoint.realtimeUrl,
    traces,
    logs,
    faults: endpoint.api.faults,
    post,
    query: (query, variables, headers) => post(JSON.stringify({ query, variables }), headers),
  };
}

/** The shortest way to a question about one field: serves the API and posts the query. */
export async function ask(api: SmallApi, query: string, variables?: unknown): Promise<Answer["body"]> {
  const { query: post } = await serve(describeApi(api));
  return (await post(query, variables)).body;
}
