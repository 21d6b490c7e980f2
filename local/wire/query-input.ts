import { WireError } from "./error.ts";

/** Numbers and booleans come as text. */
export type QueryValue = string | QueryValue[] | QueryInput;
export interface QueryInput {
  [name: string]: QueryValue | undefined;
}

interface Node {
  [name: string]: string | Node;
}

/** No input of a service is nested nearly as deeply. */
const MAX_DEPTH = 16;
const INDEX = /^[1-9]\d{0,8}$/;

const malformed = (message: string) => new WireError("MalformedQueryString", message);

/**
 * Reads the form of the query protocol: `A.B=x` as nested objects, `List.member.1=x` as a list, and both
 * `Map.entry.1.key=k&Map.entry.1.value=v` and the same with `Name` and `Value` as an object.
 *
 * @throws WireError when names contradict each other
 */
export function parseQueryInput(form: string): QueryInput {
  const root = newNode();
  for (const [name, value] of new URLSearchParams(form)) assign(root, name, value);
  return fieldsOf(root);
}

/** A node has no prototype, because names come from outside. */
const newNode = () => Object.create(null) as Node;

function assign(root: Node, name: string, value: string): void {
  const path = name.split(".", MAX_DEPTH + 1);
  if (path.length > MAX_DEPTH) throw malformed(`'${path[0]}' is nested too deeply.`);
  const last = path.pop() as string;
  let node = root;
  for (const part of path) {
    node[part] ??= newNode();
    const next: string | Node = node[part];
    if (typeof next === "string") throw malformed(`'${name}' contradicts another name.`);
    node = next;
  }
  if (last in node) throw malformed(`'${name}' is given twice.`);
  node[last] = value;
}

function fieldsOf(node: Node): QueryInput {
  const fields = newNode() as QueryInput;
  for (const [name, value] of Object.entries(node)) fields[name] = readValue(value);
  return fields;
}

function readValue(node: string | Node): QueryValue {
  if (typeof node === "string") return node;
  const [kind, ...others] = Object.keys(node);
  const items = others.length === 0 && (kind === "member" || kind === "entry") ? node[kind] : undefined;
  if (typeof items !== "object" || !Object.keys(items).every((key) => INDEX.test(key))) return fieldsOf(node);
  // Names that are numbers are ordered by the language.
  const values = Object.values(items).map(readValue);
  return kind === "member" ? values : mapOf(values);
}

function mapOf(entries: QueryValue[]): QueryInput {
  const map = newNode() as QueryInput;
  for (const entry of entries) {
    const { key, value, Name = key, Value = value } = entry as QueryInput;
    if (typeof Name !== "string" || Value === undefined) throw malformed("An entry needs a name and a value.");
    map[Name] = Value;
  }
  return map;
}
