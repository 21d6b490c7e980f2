import { CLIENTS_PARTITION } from "./api-clients.ts";
import { partitionOf } from "./partition.ts";
import { TOKENS_TABLE } from "./tables.ts";

/**
 * Which records of the tables' streams reach the stream function, as patterns of Lambda's event filters: a record passes if it matches one of
 * them. A mapping has five at most, unless AWS is asked for more.
 */

const EXISTS = [{ exists: true }];
const { slotAttribute, personAttribute } = TOKENS_TABLE;
const SENDS_PREFIX = "#sends#";

/**
 * Filters of the table Tokens: every change of a slot and of a person but their deletion, which their time to live brings, and a counter of
 * messages when it reaches the limit of a lane's day. Numbers in a stream are text, which a filter can only compare as a whole.
 *
 * @param messagesADay the limit on a subject's messages
 */
export const tokensFilters = (messagesADay: number) => [
  { dynamodb: { NewImage: { [slotAttribute]: { S: EXISTS } } } },
  { dynamodb: { NewImage: { [personAttribute]: { N: EXISTS } } } },
  {
    dynamodb: {
      Keys: { sk: { S: [{ prefix: SENDS_PREFIX }] } },
      NewImage: { total: { N: [`${messagesADay}`] } },
    },
  },
];

/** Filters of the table Clients: every change of a client. That of `lastUsedAt` alone is among them, as a filter cannot compare images. */
export const CLIENTS_FILTERS = [{ dynamodb: { Keys: { pk: { S: [CLIENTS_PARTITION] } } } }];

/** Whether records of an item of the table Tokens may pass those filters, by its key alone. Others need not even be made. */
export function mayPassTokensFilters(pk: string, sk: string): boolean {
  const { kind } = partitionOf(pk);
  if (kind === "p") return true;
  // Beside slots, lanes have counters, data and idempotency keys.
  if (kind !== "s" && kind !== "l") return false;
  return sk.indexOf("#") < 0 || sk.startsWith(SENDS_PREFIX);
}
