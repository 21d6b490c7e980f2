import { util } from "@aws-appsync/utils";
import { DEVICE_LENGTH, type Lane, lanePartition } from "../../contract/lane.ts";
import { KEY_VERSION } from "../../contract/mac-text.ts";
import { destinationPartition, SENDS_PREFIX } from "../../contract/partition.ts";
import { ID_PATTERN, idOf } from "../../contract/token-id.ts";

/** The keys of the items in the tables Tokens and Resets. A tenant's name holds no `|`, so that no two owners share a key. */

export const slotKey = (lane: Lane, purpose: string) =>
  util.dynamodb.toMapValues({ pk: lanePartition(lane), sk: purpose });

/** Makes a device's id: 32 hex digits, all 128 bits of them random. The first twelve of a UUID are, some of the others are not. */
export const newDevice = () => `${randomDigits()}${randomDigits()}${randomDigits()}`.slice(0, DEVICE_LENGTH);
/** Makes an API client's id: 16 random hex digits. */
export const newClientId = () => `${randomDigits()}${randomDigits()}`.slice(0, 16);
const randomDigits = () => util.autoId().split("-").join("").slice(0, 12);

/**
 * The data that a success hands back. It has an item of its own, because a large slot would make every guess cost more, and one for
 * each token, so that taking a token back leaves the data of the token before it alone.
 */
export const dataKey = (lane: Lane, id: string) =>
  util.dynamodb.toMapValues({ pk: lanePartition(lane), sk: `${id}#data` });

/** The last idempotency keys of requestOtp: beside the slot, because in it they would make every guess cost more. */
export const idempotencyKeysKey = (lane: Lane, purpose: string) =>
  util.dynamodb.toMapValues({ pk: lanePartition(lane), sk: `${purpose}#keys` });

/** Which counters a message counts at: everybody's, those of new addresses, or those of the test mode. */
export type CountedAs = "CODE" | "NEW_ADDRESS" | "TEST";

/** The counter of a lane's messages on one day. Those to a new address have one of their own, in the common lane, and so do those of the test mode. */
export const sendsKey = (lane: Lane, counted: CountedAs, day: number) =>
  util.dynamodb.toMapValues({ pk: lanePartition(lane), sk: `${OF_LANE[counted]}${day}` });
const OF_LANE = { CODE: SENDS_PREFIX, NEW_ADDRESS: "#contact#", TEST: "#test#" };

/** The counter of the activation codes that an operator has had sent on one day. */
export const activationDayKey = (tenant: string, subject: string, day: number) =>
  util.dynamodb.toMapValues({ pk: lanePartition({ tenant, subject, device: null }), sk: `#activations#${day}` });

/**
 * The counter of a tenant's messages to one destination on one day. Those to it as somebody's new address have one of their own: others
 * may name it, who must not use up its owner's. Those of the test mode have one of their own, too.
 *
 * @param mailbox `mailboxOf` the destination
 */
export const destinationKey = (tenant: string, counted: CountedAs, mailbox: string, day: number) =>
  util.dynamodb.toMapValues({
    pk: destinationPartition(tenant, OF_DESTINATION[counted], mailbox),
    sk: `${SENDS_PREFIX}${day}`,
  });

const OF_DESTINATION = { CODE: "d", NEW_ADDRESS: "c", TEST: "f" } as const;

/** The counter of a tenant's messages on one day to a destination from those who have verified it, over all their subjects. */
export const knownDestinationDayKey = (tenant: string, mailbox: string, day: number) =>
  util.dynamodb.toMapValues({ pk: destinationPartition(tenant, "k", mailbox), sk: `${SENDS_PREFIX}${day}` });

/**
 * The counter of the messages that one visitor of a tenant causes on one day.
 *
 * @param named `<key version>:<MAC>` of the visitor's address or device, which stand nowhere in clear
 */
export const visitorDayKey = (tenant: string, named: string, day: number) =>
  util.dynamodb.toMapValues({ pk: `${tenant}|v|${named}`, sk: `${SENDS_PREFIX}${day}` });

/**
 * One of the counters of a tenant's messages on one day. Each message counts at one of them: a single one would be written by all senders,
 * and they would be in each other's way.
 */
export const tenantDayKey = (tenant: string, share: number, day: number) =>
  util.dynamodb.toMapValues({ pk: `${tenant}|t|${share}`, sk: `${SENDS_PREFIX}${day}` });

/** Number of shards of a tenant's index of active tokens, over which writes are spread: as many as one page can read, each by a step. */
export const SHARDS = 4;
export const shardKey = (tenant: string, shard: number) => `${tenant}|${shard}`;

/** Makes an id, with the 244 random bits of two UUIDs. */
export const newId = (purpose: string, device: string | null) =>
  idOf({ purpose, keyVersion: KEY_VERSION, device }, `${util.autoId()}${util.autoId()}`.split("-").join(""));

/** Whether a text has the whole form of an id. Any other text names no token, which is known without asking KMS or the table. */
export const isId = (text: string) => util.matches(`^${ID_PATTERN}\\z`, text);
