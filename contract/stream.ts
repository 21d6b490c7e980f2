import { ACCOUNTS_PREFIX } from "./account.ts";
import { CLIENTS_PARTITION } from "./api-clients.ts";
import { partitionOf, SENDS_PREFIX } from "./partition.ts";
import { TOKENS_TABLE } from "./tables.ts";

/**
 * Which records of the tables' streams reach the stream function, as patterns of Lambda's event filters: a record passes if it matches one of
 * them. A mapping has five at most, unless AWS is asked for more.
 */

const EXISTS = [{ exists: true }];
const { slotAttribute, personAttribute } = TOKENS_TABLE;

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

/**
 * Filters of the table Clients: every change of a client. The authorizer's write of `lastUsedAt` passes, too, because a filter cannot
 * compare images; no event comes of it.
 */
export const CLIENTS_FILTERS = [{ dynamodb: { Keys: { pk: { S: [CLIENTS_PARTITION] } } } }];

/** Filters of the table Factors: every change of an account. */
export const FACTORS_FILTERS = [{ dynamodb: { Keys: { pk: { S: [{ prefix: ACCOUNTS_PREFIX }] } } } }];

/** Whether records of an item of the table Tokens may pass those filters, by its key alone. Others need not even be made. */
export function mayPassTokensFilters(pk: string, sk: string): boolean {
  const { kind } = partitionOf(pk);
  if (kind === "p") return true;
  // Beside slots, lanes have counters, data and idempotency keys.
  if (kind !== "s" && kind !== "l") return false;
  return sk.indexOf("#") < 0 || sk.startsWith(SENDS_PREFIX);
}

/** The most records that one run of the stream function gets. */
export const STREAM_BATCH = 100;
/** Seconds that a run may take. */
export const STREAM_TIMEOUT = 60;
/** Seconds for which a record is tried again. A stream keeps one for a day, and one that waited for so long is reported instead. */
export const STREAM_RECORD_AGE = 23 * 60 * 60;
