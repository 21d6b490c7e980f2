import { createWire, decodeItem } from "appsync-local/dynamodb";
import type { TestService } from "./support.ts";

/** Reads plain items from the table by key, which only tests do. */
export interface SlotTable {
  /** @returns the item, or null when it does not exist */
  read<Item>(pk: string, sk: string): Promise<Item | null>;
  close(): Promise<void>;
}

/** @param tableName another one than Tokens */
export function openTable({ outputs }: TestService, tableName = "Tokens"): SlotTable {
  const { dynamodbUrl: endpoint, region } = outputs;
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  const wire = createWire({ type: "AMAZON_DYNAMODB", tableName, region, endpoint, credentials }, Date.now);
  return {
    async read<Item>(pk: string, sk: string) {
      const request = { TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true };
      const { body, error } = await wire.send("GetItem", request, new AbortController().signal);
      if (error) throw new Error(error.message);
      return decodeItem(body.Item) as Item | null;
    },
    close: () => wire.close(),
  };
}
