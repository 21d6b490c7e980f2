import type { Json } from "../../contracts.ts";
import { checkFields, type JsonObject, listAt, objectAt, RequestRefusal, requiredString } from "../refusal.ts";
import { EXPRESSION, readExpression, readProjection } from "./expression.ts";
import { readItem } from "./item.ts";
import { type Body, COMMON, type Operation } from "./operation.ts";
import { type Attributes, decodeItem, decodeMap, encodeMap } from "./values.ts";
import type { Reply } from "./wire.ts";

const TRANSACTION = { ...COMMON, transactItems: true };
const GET = { table: true, key: true, projection: false };
const WRITE = { table: true, operation: true, key: true };
const CONDITION = { ...EXPRESSION, returnValuesOnConditionCheckFailure: false };

/** Result: `{items, cancellationReasons}`, one of them null. Items are in the order of the request, with null for a missing one. */
export const transactGetItems: Operation = async (request, dynamo) => {
  checkFields(request, TRANSACTION);
  const gets = listAt(request.transactItems, "$[transactItems]").map((value, index) => {
    const path = `$[transactItems][${index}]`;
    const item = objectAt(value, path);
    checkFields(item, GET, path);
    const body: Body = { TableName: item.table, Key: encodeMap(item.key, `${path}[key]`) };
    body.ProjectionExpression = readProjection(item.projection, `${path}[projection]`, body);
    return { Get: body };
  });
  const reply = await dynamo.send("TransactGetItems", { TransactItems: gets, ReturnConsumedCapacity: "TOTAL" });
  const found = reply.body.Responses as JsonObject[];
  const result = {
    items: reply.error ? null : found.map(({ Item }) => decodeItem(Item)),
    cancellationReasons: reasonsOf(reply),
  };
  return { result, error: reply.error, capacityUnits: reply.units };
};

/** Result: `{keys, cancellationReasons}`, one of them null. */
export const transactWriteItems: Operation = async (request, dynamo) => {
  checkFields(request, TRANSACTION);
  const writes = listAt(request.transactItems, "$[transactItems]").map(readWrite);
  const reply = await dynamo.send("TransactWriteItems", {
    TransactItems: writes.map(({ write }) => write),
    ReturnConsumedCapacity: "TOTAL",
  });
  const result = {
    keys: reply.error ? null : writes.map(({ key }) => decodeMap(key)),
    cancellationReasons: reasonsOf(reply),
  };
  return { result, error: reply.error, capacityUnits: reply.units };
};

function readWrite(value: Json, index: number): { key: Attributes; write: { [operation: string]: Body } } {
  const path = `$[transactItems][${index}]`;
  const item = objectAt(value, path);
  const read = WRITES.get(requiredString(item.operation, `${path}[operation]`));
  if (!read) throw new RequestRefusal(`Unsupported operation '${item.operation}' for '${path}[operation]'.`);
  checkFields(item, read.fields, path);
  const key = encodeMap(item.key, `${path}[key]`);
  const body: Body = { TableName: item.table, ...read.content(item, path, key) };
  if (read.fields.update) body.UpdateExpression = readExpression(item.update, `${path}[update]`, body);
  readTransactCondition(item.condition, `${path}[condition]`, body);
  return { key, write: { [read.name]: body } };
}

interface Write {
  /** The operation's name in the engine. */
  name: string;
  fields: { readonly [name: string]: boolean };
  content(item: JsonObject, path: string, key: Attributes): object;
}

const byKey = (_: JsonObject, __: string, Key: Attributes) => ({ Key });

/** AppSync's operations of a transaction. */
const WRITES = new Map<string, Write>([
  [
    "PutItem",
    {
      name: "Put",
      fields: { ...WRITE, attributeValues: false, condition: false },
      content: (item, path) => ({ Item: readItem(item, path).item }),
    },
  ],
  ["UpdateItem", { name: "Update", fields: { ...WRITE, update: true, condition: false }, content: byKey }],
  ["DeleteItem", { name: "Delete", fields: { ...WRITE, condition: false }, content: byKey }],
  ["ConditionCheck", { name: "ConditionCheck", fields: { ...WRITE, condition: true }, content: byKey }],
]);

function readTransactCondition(value: Json | undefined, path: string, body: Body): void {
  if ((value ?? null) === null) return;
  body.ConditionExpression = readExpression(value, path, body, CONDITION);
  const hidden = (value as JsonObject).returnValuesOnConditionCheckFailure === false;
  body.ReturnValuesOnConditionCheckFailure = hidden ? "NONE" : "ALL_OLD";
}

/** One reason for each item of a cancelled transaction, `{type: "None", message: "None"}` for those that were fine. */
function reasonsOf({ body, error }: Reply): Json {
  if (error?.type !== "DynamoDB:TransactionCanceledException") return null;
  return ((body.CancellationReasons ?? []) as JsonObject[]).map(({ Code, Message, Item }) => {
    const type = REASON_TYPES[Code as string] ?? (Code as string);
    const item = decodeItem(Item);
    return { ...(item && { item }), type, message: Message ?? type };
  });
}

/** AppSync's guide has this name for the reason that DynamoDB calls otherwise. [?] Handlers should take both. */
const REASON_TYPES: { [code: string]: string } = { ConditionalCheckFailed: "ConditionCheckFailed" };
