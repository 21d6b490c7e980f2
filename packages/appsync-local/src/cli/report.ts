import type { ApiDescription } from "../description.ts";
import type { Endpoint } from "../server.ts";
import type { Loaded } from "./load.ts";
import { EVENTS_PATH, TOKEN_PATH } from "./local-pages.ts";

/** What people read of a start and of reloads. */

interface Where {
  credentials: { accessKeyId: string; secretAccessKey: string };
  dynamoDb: string;
  /** Whether tokens are signed here. */
  tokens: boolean;
}

/** What is served, where, and how to call it. */
export function started(
  loaded: Loaded,
  { url, realtimeUrl }: Endpoint,
  { credentials, dynamoDb, tokens }: Where,
): string {
  const { description } = loaded;
  const origin = new URL(url).origin;
  const rows: [string, string][] = [
    ["URL", url],
    ["subscriptions", realtimeUrl],
  ];
  for (const mode of [description.auth.default, ...(description.auth.additional ?? [])]) {
    if (mode.type === "API_KEY") for (const { key } of mode.keys) rows.push(["API key", key]);
    if (mode.type === "AWS_IAM") {
      rows.push(
        ["access key", credentials.accessKeyId],
        ["secret key", credentials.secretAccessKey],
        ["region", mode.region],
      );
    }
  }
  if (tokens) rows.push(["a token", `${origin}${TOKEN_PATH}?sub=ada&groups=admin`]);
  if (Object.values(description.dataSources).some(({ type }) => type === "AMAZON_EVENTBRIDGE"))
    rows.push(["events", origin + EVENTS_PATH]);
  if (loaded.tables.length > 0) rows.push(["DynamoDB", dynamoDb]);
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  return [`${summary(loaded)}\n`, ...lines, ...notesOf(loaded)].join("\n");
}

/** What of a template is served. */
export function summary({ name, stack, description, tables }: Loaded): string {
  const { resolvers, dataSources, functions = {} } = description;
  const parts = [
    counted(resolvers.length, "resolver"),
    counted(Object.keys(functions).length, "function"),
    counted(Object.keys(dataSources).length - 1, "data source"),
    counted(tables.length, "table"),
  ];
  return `${name} of the stack ${stack}: ${parts.join(", ")}`;
}

export function notesOf({ notes }: Pick<Loaded, "notes">): string[] {
  return notes.length === 0 ? [] : ["\nNot local:", ...notes.map((line) => `  - ${line.replaceAll("\n", "\n    ")}`)];
}

/** What a reload has changed. */
export function changes(before: Loaded, after: Loaded, renewed: string[], milliseconds: number): string {
  const fields = changedFields(before.description, after.description);
  const shown = fields.length > 5 ? `${fields.length} resolvers and functions` : fields.join(", ");
  const tables = renewed.map(
    (name) => `\nThe table ${name} was made anew and is empty: its keys or indexes have changed.`,
  );
  const news = after.notes.filter((line) => !before.notes.includes(line));
  return [
    `Reloaded in ${Math.round(milliseconds)} ms${shown && `: ${shown}`}.`,
    ...tables,
    ...notesOf({ notes: news }),
  ].join("\n");
}

function changedFields(before: ApiDescription, after: ApiDescription): string[] {
  const [old, now] = [partsOf(before), partsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.filter((name) => old.get(name) !== now.get(name));
}

const partsOf = ({ schema, resolvers, functions = {} }: ApiDescription): Map<string, string> =>
  new Map([
    ["the schema", schema],
    ...resolvers.map((resolver): [string, string] => [`${resolver.type}.${resolver.field}`, JSON.stringify(resolver)]),
    ...Object.entries(functions).map(([name, each]): [string, string] => [
      `the function ${name}`,
      JSON.stringify(each),
    ]),
  ]);

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
