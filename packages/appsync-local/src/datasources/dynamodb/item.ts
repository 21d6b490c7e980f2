import { checkFields, type JsonObject, RequestRefusal } from "../refusal.ts";
import { readCondition, settle } from "./condition.ts";
import { canonical } from "./equality.ts";
import { readExpression, readProjection } from "./expression.ts";
import { answer, type Body, COMMON, type Operation } from "./operation.ts";
import { type Attributes, decodeItem, decodeMap, encodeMap } from "./values.ts";

/** The operations on one item: GetItem, PutItem, UpdateItem, DeleteItem. */

const GET = { ...COMMON, key: true, consistentRead: false, projection: false };
const PUT = { ...COMMON, key: true, attributeValues: false, condition: false };
const UPDATE = { ...COMMON, key: true, update: true, condition: false };
const DELETE = { ...COMMON, key: true, condition: false };
const OF_VERSIONED_SOURCES = ["_version", "populateIndexFields", "customPartitionKey"];

/** Result: the item, or null. */
export const getItem: Operation = async (request, dynamo) => {
  checkFields(request, GET);
  const body: Body = {
    TableName: dynamo.tableName,
    Key: encodeMap(request.key, "$[key]"),
    ConsistentRead: request.consistentRead ?? undefined,
    ReturnConsumedCapacity: "TOTAL",
  };
  body.ProjectionExpression = readProjection(request.projection, "$[projection]", body);
  return answer(await dynamo.send("GetItem", body), ({ Item }) => decodeItem(Item));
};

/** Result: the item that was put. A failed condition counts as met if the stored item equals it. */
export const putItem: Operation = async (request, dynamo) => {
  checkWrite(request, PUT);
  const { key, item } = readItem(request, "$");
  const body: Body = { TableName: dynamo.tableName, Item: item, ReturnConsumedCapacity: "TOTAL" };
  const condition = readCondition(request.condition, body);
  const reply = await dynamo.send("PutItem", body);
  if (!reply.error) return { result: decodeMap(item), capacityUnits: reply.units };
  return settle(reply, condition, { key, dynamo }, (stored, ignored) => {
    return stored !== undefined && canonical(without(stored, ignored)) === canonical(without(item, ignored));
  });
};

/** Result: the item as it is after the update. */
export const updateItem: Operation = async (request, dynamo) => {
  checkWrite(request, UPDATE);
  const key = encodeMap(request.key, "$[key]");
  const body: Body = {
    TableName: dynamo.tableName,
    Key: key,
    ReturnValues: "ALL_NEW",
    ReturnConsumedCapacity: "TOTAL",
  };
  body.UpdateExpression = readExpression(request.update, "$[update]", body);
  const condition = readCondition(request.condition, body);
  return settle(await dynamo.send("UpdateItem", body), condition, { key, dynamo }, () => false);
};

/** Result: the item as it was, or null. A failed condition counts as met if there is no item. */
export const deleteItem: Operation = async (request, dynamo) => {
  checkWrite(request, DELETE);
  const key = encodeMap(request.key, "$[key]");
  const body: Body = {
    TableName: dynamo.tableName,
    Key: key,
    ReturnValues: "ALL_OLD",
    ReturnConsumedCapacity: "TOTAL",
  };
  const condition = readCondition(request.condition, body);
  const reply = await dynamo.send("DeleteItem", body);
  return settle(reply, condition, { key, dynamo }, (stored) => stored === undefined);
};

/** The item that `key` and `attributeValues` make together. [?] which of them wins where both have an attribute */
export function readItem(request: JsonObject, path: string): { key: Attributes; item: Attributes } {
  const key = encodeMap(request.key, `${path}[key]`);
  return { key, item: { ...encodeMap(request.attributeValues ?? {}, `${path}[attributeValues]`), ...key } };
}

function checkWrite(request: JsonObject, fields: { readonly [name: string]: boolean }): void {
  const versioned = OF_VERSIONED_SOURCES.find((name) => Object.hasOwn(request, name));
  if (versioned !== undefined) {
    throw new RequestRefusal(`'$[${versioned}]': the local runtime does not support versioned data sources.`);
  }
  checkFields(request, fields);
}

function without(item: JsonObject, names: Set<string>): JsonObject {
  if (names.size === 0) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => !names.has(name)));
}
