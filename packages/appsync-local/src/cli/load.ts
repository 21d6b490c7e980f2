import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiDescription, Credentials } from "../description.ts";
import { apiOf, apisOf } from "../template/api.ts";
import { readAssembly } from "../template/assembly.ts";
import type { LocalCallers } from "../template/auth-modes.ts";
import { TemplateError } from "../template/cloudformation.ts";
import { createNotes } from "../template/notes.ts";
import { createStacks } from "../template/program.ts";
import { type Resource, type Stack, textAt } from "../template/stack.ts";
import { type TableInput, tablesOf } from "../template/tables.ts";
import type { Arguments } from "./arguments.ts";

/** What a template comes to. */
export interface Loaded {
  name: string;
  stack: string;
  description: ApiDescription;
  tables: TableInput[];
  /** What of it is not local, for people. */
  notes: string[];
}

export interface LoaderParts {
  callers: LocalCallers;
  engine: { endpoint: string; credentials: Credentials };
}

/** Reads the same template again and again. */
export interface Loader {
  /** @throws TemplateError that says what cannot be read or served */
  load(): Loaded;
  /** The files in which a change can show: those of the last reading that came to its end, and of the last one that did not. */
  files(): Iterable<string>;
  /** Deletes the files that were written. */
  close(): void;
}

export function createLoader(args: Arguments, { callers, engine }: LoaderParts): Loader {
  let folder: string | undefined;
  let last = new Set<string>([args.path]);
  let failed = new Set<string>();
  const temporary = () => {
    folder ??= mkdtempSync(join(tmpdir(), "appsync-local-"));
    return folder;
  };

  return {
    load() {
      const assembly = readAssembly(args.path);
      const { assets, files } = assembly;
      failed = files;
      const stacks = createStacks(assembly, args);
      const notes = createNotes();
      const tables = tablesOf(stacks);
      const context = {
        ...{ stacks, assets, files, notes, engine, temporary },
        ...{ given: args.dataSources, environment: args.environment, functionEnvironment: variablesOf(engine) },
      };
      const api = choose(apisOf(context), args.api);
      const description = apiOf(api, callers, context);
      checkGiven(args.dataSources, stacks);
      [last, failed] = [files, new Set()];
      return {
        name: textAt(api, "Name") ?? api.logicalId,
        stack: api.stack.name,
        description,
        tables,
        notes: notes.lines(),
      };
    },
    files: () => new Set([...last, ...failed]),
    close() {
      if (folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function choose(apis: Resource[], wanted: string | null): Resource {
  const names = apis.map((api) => textAt(api, "Name") ?? api.logicalId);
  if (apis.length === 0) throw new TemplateError("there is no AWS::AppSync::GraphQLApi in it");
  if (wanted === null && apis.length > 1)
    throw new TemplateError(`it has ${apis.length} APIs: name one by --api, of ${names.join(", ")}`);
  const found =
    wanted === null ? apis[0] : apis.find((api, index) => names[index] === wanted || api.logicalId === wanted);
  if (!found) throw new TemplateError(`it has no API ${wanted}, but ${names.join(", ")}`);
  return found;
}

/** A name on the command line that no data source has is a slip, not something to pass over. */
function checkGiven(given: Record<string, string>, stacks: Stack[]): void {
  const resources = stacks.flatMap((stack) => [...stack.resources.values()]);
  const names = resources.filter(({ type }) => type === "AWS::AppSync::DataSource").map((each) => textAt(each, "Name"));
  for (const name of Object.keys(given)) {
    if (!names.includes(name))
      throw new TemplateError(`--data-source ${name}: there is none of that name, but ${names.join(", ")}`);
  }
}

/** What AWS's clients in a Lambda function read: where DynamoDB is, and keys that no account has. */
const variablesOf = ({ endpoint, credentials }: LoaderParts["engine"]): Record<string, string> => ({
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});
