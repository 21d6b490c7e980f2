import type { Reply } from "appsync-local/dynamodb";
import type { Item, Named } from "./item.ts";

/** What calls of DynamoDB write and read, out of their bodies and replies. PartiQL is not understood: no part of the service speaks it. */

interface One {
  TableName: string;
  Key: Item;
  Item: Item;
  ReturnValues?: string;
}
type Write = Record<"Put" | "Update" | "Delete", One | undefined>;
type BatchWrite = { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } };
type Keys = { Keys: Item[]; ConsistentRead?: boolean; ProjectionExpression?: string };

/** The items that a call writes, or may write. */
export function writtenBy(operation: string, body: object): Named[] {
  const { TableName, Key, Item } = body as One;
  switch (operation) {
    case "PutItem":
      return [{ table: TableName, attributes: Item }];
    case "UpdateItem":
    case "DeleteItem":
      return [{ table: TableName, attributes: Key }];
    case "TransactWriteItems":
      return (body as { TransactItems: Write[] }).TransactItems.flatMap(({ Put, Update, Delete }) => {
        const write = Put ?? Update ?? Delete;
        return write ? [{ table: write.TableName, attributes: Put ? Put.Item : write.Key }] : [];
      });
    case "BatchWriteItem":
      return Object.entries((body as { RequestItems: Record<string, BatchWrite[]> }).RequestItems).flatMap(
        ([table, writes]) =>
          writes.map(({ PutRequest, DeleteRequest }) => ({
            table,
            attributes: (PutRequest?.Item ?? DeleteRequest?.Key) as Item,
          })),
      );
    default:
      return [];
  }
}

/** The one item that a call has written, if its reply tells: null when it was deleted, undefined when the reply does not tell. */
export function imageIn(operation: string, body: object, reply: Reply): Item | null | undefined {
  if (operation === "DeleteItem") return null;
  const tells = operation === "UpdateItem" && (body as One).ReturnValues === "ALL_NEW";
  return tells ? (reply.body.Attributes as Item) : undefined;
}

/** The items that a call has read whole and as they were at that moment, and those that it found. */
export function readBy(operation: string, body: object, reply: Reply): { asked: Named[]; found: Named[] } {
  const asked: Named[] = [];
  const found: Named[] = [];
  const take = (
    table: string,
    keys: Item[],
    items: Item[],
    { ConsistentRead, ProjectionExpression }: Partial<Keys>,
  ) => {
    if (!ConsistentRead || ProjectionExpression !== undefined) return;
    asked.push(...keys.map((attributes) => ({ table, attributes })));
    found.push(...items.map((attributes) => ({ table, attributes })));
  };
  if (operation === "GetItem") {
    const { TableName, Key } = body as One;
    take(TableName, [Key], reply.body.Item ? [reply.body.Item as Item] : [], body);
  }
  const { UnprocessedKeys = {}, Responses = {} } = reply.body;
  if (operation === "BatchGetItem" && Object.keys(UnprocessedKeys as object).length === 0) {
    for (const [table, keys] of Object.entries((body as { RequestItems: Record<string, Keys> }).RequestItems)) {
      take(table, keys.Keys, (Responses as Record<string, Item[]>)[table] ?? [], keys);
    }
  }
  return { asked, found };
}
