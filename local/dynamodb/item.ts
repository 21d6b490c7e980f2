import type { Json } from "appsync-local";

/** An item or its key, in DynamoDB's typed values. */
export type Item = Record<string, { [type: string]: Json }>;

/** An item that a call names: its table, and attributes of it that its key is among. */
export interface Named {
  table: string;
  attributes: Item;
}
