import type { Credentials } from "../description.ts";
import type { Assets } from "./assets.ts";
import type { Notes } from "./notes.ts";
import type { Stack } from "./stack.ts";

/** What the parts of an API are read with. */
export interface Context {
  stacks: Stack[];
  assets: Assets;
  /** Files in which a change can show; what is read is added. */
  files: Set<string>;
  notes: Notes;
  /** Data sources that somebody gave an endpoint or the file of a stub, by name. */
  given: Record<string, string>;
  /** Variables for every Lambda function, under the template's own and above them. */
  functionEnvironment: Record<string, string>;
  environment: Record<string, string>;
  /** Where DynamoDB's tables are. */
  engine: { endpoint: string; credentials: Credentials };
  /** A folder for files that are written here. It is made when it is needed. */
  temporary(): string;
}
