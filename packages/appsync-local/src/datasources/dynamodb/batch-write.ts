import { checkFields, type JsonObject, listAt, objectAt } from "../refusal.ts";
import { canonical } from "./equality.ts";
import { COMMON, type Operation } from "./operation.ts";
import { type Attributes, decodeMap, encodeMap } from "./values.ts";
import type { Reply } from "./wire.ts";

const BATCH = { ...COMMON, tables: true };

/** The names that the engine and AppSync have for what is put or deleted. */
interface Kind {
  request: "PutRequest" | "DeleteRequest";
  content: "Item" | "Key";
  unprocessed: "unprocessedItems" | "unprocessedKeys";
}

/** Result: `{data, unprocessedItems}` by table: the items put, null where one was not. */
export const batchPutItem: Operation = batchWrite({
  request: "PutRequest",
  content: "Item",
  unprocessed: "unprocessedItems",
});

/** Result: `{data, unprocessedKeys}` by table: the keys deleted, null where one was not. */
export const batchDeleteItem: Operation = batchWrite({
  request: "DeleteRequest",
  content: "Key",
  unprocessed: "unprocessedKeys",
});

function batchWrite(kind: Kind): Operation {
  return async (request, dynamo) => {
    checkFields(request, BATCH);
    const tables = Object.entries(objectAt(request.tables, "$[tables]")).map(([name, value]) => ({
      name,
      contents: listAt(value, `$[tables][${name}]`).map((each, at) => encodeMap(each, `$[tables][${name}][${at}]`)),
    }));
    const requests = tables.map(({ name, contents }) => [
      name,
      contents.map((content) => ({ [kind.request]: { [kind.content]: content } })),
    ]);
    const reply = await dynamo.send("BatchWriteItem", {
      RequestItems: Object.fromEntries(requests),
      ReturnConsumedCapacity: "TOTAL",
    });
    const outcomes = tables.map(({ name, contents }) =>
      outcomeOf(contents, unprocessedOf(kind, name, contents, reply)),
    );
    const byTable = <Value>(values: Value[]) =>
      Object.fromEntries(tables.map(({ name }, at) => [name, values[at] as Value]));
    return {
      result: {
        data: byTable(outcomes.map(({ done }) => done)),
        [kind.unprocessed]: byTable(outcomes.map(({ left }) => left)),
      },
      error: reply.error,
      capacityUnits: reply.units,
    };
  };
}

function outcomeOf(contents: Attributes[], unprocessed: JsonObject[]) {
  const left = new Set(unprocessed.map(canonical));
  return {
    done: contents.map((content) => (left.has(canonical(content)) ? null : decodeMap(content))),
    left: unprocessed.map(decodeMap),
  };
}

/** After an error, no item was processed. */
function unprocessedOf(kind: Kind, table: string, contents: Attributes[], reply: Reply): JsonObject[] {
  if (reply.error) return contents;
  const left = (reply.body.UnprocessedItems as JsonObject | undefined)?.[table] ?? [];
  return (left as { [request: string]: { [content: string]: JsonObject } }[]).map(
    (each) => each[kind.request]?.[kind.content] ?? {},
  );
}
