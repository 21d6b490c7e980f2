import type { Wire } from "appsync-local/dynamodb";
import type { TableDefinition } from "./table.ts";

const never = new AbortController().signal;
/** The most writes that one call of BatchWriteItem takes. */
const MOST_WRITES = 25;

type Item = Record<string, object>;

/**
 * Deletes every item of a table, while others go on to use it. What they write meanwhile may stay.
 *
 * @throws Error when the engine refuses
 */
export async function emptyTable(
  wire: Wire,
  TableName: string,
  { partitionKey, sortKey }: Pick<TableDefinition, "partitionKey" | "sortKey">,
): Promise<void> {
  const call = async (operation: string, body: object) => {
    const reply = await wire.send(operation, body, never);
    if (reply.error) throw new Error(`${operation}: ${reply.error.message}`);
    return reply.body;
  };
  let from: unknown;
  do {
    const page = await call("Scan", { TableName, ExclusiveStartKey: from, ConsistentRead: true });
    const deletions = ((page.Items ?? []) as Item[]).map((item) => ({
      DeleteRequest: { Key: { [partitionKey]: item[partitionKey], [sortKey]: item[sortKey] } },
    }));
    for (let first = 0; first < deletions.length; first += MOST_WRITES) {
      await call("BatchWriteItem", { RequestItems: { [TableName]: deletions.slice(first, first + MOST_WRITES) } });
    }
    from = page.LastEvaluatedKey;
  } while (from);
}
