import type { Json } from "../../contracts.ts";
import { checkFields, type JsonObject, listAt, objectAt } from "../refusal.ts";
import { canonical } from "./equality.ts";
import { readProjection } from "./expression.ts";
import { type Body, COMMON, type Operation } from "./operation.ts";
import { type Attributes, decodeMap, encodeMap } from "./values.ts";
import type { Reply } from "./wire.ts";

const BATCH = { ...COMMON, tables: true };
const TABLE = { keys: true, consistentRead: false, projection: false };

interface Table {
  name: string;
  keys: Attributes[];
  body: Body;
  /** Key attributes that are asked for only to tell the items apart. */
  hidden: string[];
}

/**
 * Result: `{data, unprocessedKeys}`, both by table. Items are in the order of their keys, with null for a missing one, after
 * an error too.
 */
export const batchGetItem: Operation = async (request, dynamo) => {
  checkFields(request, BATCH);
  const tables = Object.entries(objectAt(request.tables, "$[tables]")).map(readTable);
  const reply = await dynamo.send("BatchGetItem", {
    RequestItems: Object.fromEntries(tables.map(({ name, body }) => [name, body])),
    ReturnConsumedCapacity: "TOTAL",
  });
  const result = {
    data: Object.fromEntries(tables.map((table) => [table.name, itemsOf(table, reply)])),
    unprocessedKeys: Object.fromEntries(tables.map((table) => [table.name, unprocessedOf(table, reply)])),
  };
  return { result, error: reply.error, capacityUnits: reply.units };
};

function readTable([name, value]: [string, Json]): Table {
  const path = `$[tables][${name}]`;
  const table = objectAt(value, path);
  checkFields(table, TABLE, path);
  const keys = listAt(table.keys, `${path}[keys]`).map((key, index) => encodeMap(key, `${path}[keys][${index}]`));
  const body: Body = { Keys: keys, ConsistentRead: table.consistentRead ?? undefined };
  const projection = readProjection(table.projection, `${path}[projection]`, body);
  const hidden = projection === undefined ? [] : projectKeys(projection, Object.keys(keys[0] ?? {}), body);
  return { name, keys, body, hidden };
}

/** Adds to the projection what it lacks of the key: the engine gives items in any order. */
function projectKeys(projection: string, keyNames: string[], body: Body): string[] {
  const names = { ...body.ExpressionAttributeNames };
  const shown = new Set(projection.split(",").map((path) => names[path.trim()] ?? path.trim()));
  const hidden = keyNames.filter((name) => !shown.has(name));
  const placeholders = hidden.map((_, index) => `#keyAttribute${index}`);
  hidden.forEach((name, index) => {
    names[placeholders[index] as string] = name;
  });
  body.ProjectionExpression = [projection, ...placeholders].join(", ");
  if (Object.keys(names).length > 0) body.ExpressionAttributeNames = names;
  return hidden;
}

function itemsOf({ name, keys, hidden }: Table, reply: Reply): Json[] {
  const items = ((reply.body.Responses as JsonObject | undefined)?.[name] ?? []) as JsonObject[];
  const keyNames = Object.keys(keys[0] ?? {});
  const found = new Map(items.map((item) => [canonical(pick(item, keyNames)), item]));
  return keys.map((key) => {
    const item = found.get(canonical(key));
    if (item === undefined) return null;
    const shown = decodeMap(item);
    for (const attribute of hidden) delete shown[attribute];
    return shown;
  });
}

function unprocessedOf({ name, keys }: Table, reply: Reply): Json[] {
  if (reply.error) return keys.map(decodeMap);
  const left = (reply.body.UnprocessedKeys as JsonObject | undefined)?.[name] as { Keys: JsonObject[] } | undefined;
  return (left?.Keys ?? []).map(decodeMap);
}

const pick = (item: JsonObject, names: string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, item[name] ?? null]));
