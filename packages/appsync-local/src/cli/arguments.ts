import { parseArgs } from "node:util";

/** What the command was asked to do. */
export interface Arguments {
  /** The template, or the folder that `cdk synth` wrote. */
  path: string;
  port: number;
  host: string;
  region: string;
  /** The API to serve, by its name or logical id; null where there is only one. */
  api: string | null;
  parameters: Record<string, string>;
  dataSources: Record<string, string>;
  environment: Record<string, string>;
  /** Another engine than the embedded one. */
  dynamodb: string | null;
  /** The file that the embedded engine keeps its tables in. */
  db: string | null;
  /** The issuer of a real user pool; null: tokens are signed here. */
  userPool: string | null;
  /** `local`: tokens are signed here; null: the template's own provider. */
  oidc: string | null;
  check: boolean;
  watch: boolean;
}

/** Arguments that cannot be understood. The message says which, and what would be right. */
export class UsageError extends Error {}

const DEFAULT_PORT = 4000;

export const HELP = `usage: appsync-local [options] <template.json | cdk.out>

Serves the AppSync API of a synthesised stack on this machine, with its tables and its Lambda functions in Node,
and reloads it when the template or the code changes.

  --port <number>                 where it listens; ${DEFAULT_PORT} by default, 0 for a free one
  --host <address>                127.0.0.1 by default
  --api <name>                    the API to serve, where there are several: its name or logical id
  --parameter <name>=<value>      a value for a parameter of the template
  --data-source <name>=<what>     an endpoint (http://...) or a stub (a JavaScript file that exports "handler")
                                  for a data source
  --env <NAME>=<value>            a variable for every Lambda function
  --dynamodb <endpoint>           the DynamoDB to use, instead of the embedded engine
  --db <file>                     keeps the tables in a file; they are in memory by default
  --user-pool <issuer>            a real Cognito user pool, e.g. https://cognito-idp.<region>.amazonaws.com/<pool>;
                                  tokens are signed here by default
  --oidc <issuer | local>         another OpenID Connect provider than the template's, or tokens signed here
  --region <region>               of stacks that name none; us-east-1 by default
  --check                         reads everything, says what is not local, and ends
  --no-watch                      does not reload
  --help                          shows this

It ends with status 0; with 1 when the template cannot be served, or with --check when part of it is not local;
with 2 when the options are wrong.
`;

const OPTIONS = {
  port: { type: "string" },
  host: { type: "string" },
  api: { type: "string" },
  parameter: { type: "string", multiple: true },
  "data-source": { type: "string", multiple: true },
  env: { type: "string", multiple: true },
  dynamodb: { type: "string" },
  db: { type: "string" },
  "user-pool": { type: "string" },
  oidc: { type: "string" },
  region: { type: "string" },
  check: { type: "boolean" },
  watch: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Reads the command line.
 *
 * @returns null when help is asked for
 * @throws UsageError
 */
export function readArguments(args: string[]): Arguments | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  const [path, more] = positionals;
  if (path === undefined) throw new UsageError("Name a template or a folder that `cdk synth` wrote, such as cdk.out.");
  if (more !== undefined)
    throw new UsageError(`One template or folder is served at a time, and ${more} is a second one.`);
  if (values.dynamodb && values.db) throw new UsageError("--db is of the embedded engine, which --dynamodb replaces.");
  return {
    path,
    port: portOf(values.port),
    host: values.host ?? "127.0.0.1",
    region: values.region ?? "us-east-1",
    api: values.api ?? null,
    parameters: pairs("--parameter", values.parameter),
    dataSources: pairs("--data-source", values["data-source"]),
    environment: pairs("--env", values.env),
    dynamodb: values.dynamodb ?? null,
    db: values.db ?? null,
    userPool: issuerOf("--user-pool", values["user-pool"]),
    oidc: values.oidc === "local" ? "local" : issuerOf("--oidc", values.oidc),
    check: values.check ?? false,
    watch: values.watch ?? true,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(". ")[0]}.`);
  }
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? DEFAULT_PORT);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 && text !== "") return port;
  throw new UsageError(`--port has to be a number from 0 to 65535, and is ${text}.`);
}

function issuerOf(option: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? "")) return text.replace(/\/$/, "");
  throw new UsageError(`${option} has to be a URL, and is ${text}.`);
}

function pairs(option: string, given: string[] = []): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      throw new UsageError(`${option} has to be <name>=<value>, and is ${pair}.`);
    }),
  );
}
