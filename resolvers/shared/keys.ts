import { util } from "@aws-appsync/utils";
import { mailboxOf } from "../../contract/mailbox.ts";
import { partitionOf } from "../../contract/partition.ts";
import { settings } from "./settings.ts";

/** The keys of the items in the table Tokens. A tenant's name holds no `|`, so that no two owners share a key. */

const ofSubject = (tenant: string, subject: string) => `${tenant}|s|${subject}`;

export const slotKey = (tenant: string, subject: string, purpose: string) =>
  util.dynamodb.toMapValues({ pk: ofSubject(tenant, subject), sk: purpose });

/** Gives the tenant and subject whose slots stand under a partition key. */
export function ownerOf(pk: string): { tenant: string; subject: string } {
  const { tenant, rest } = partitionOf(pk);
  return { tenant, subject: rest };
}

/**
 * The data that a success hands back. It has an item of its own, because a large slot would make every guess cost more, and one for
 * each token, so that taking a token back leaves the data of the token before it alone.
 */
export const dataKey = (tenant: string, subject: string, id: string) =>
  util.dynamodb.toMapValues({ pk: ofSubject(tenant, subject), sk: `${id}#data` });

/** The counter of a subject's messages on one day. */
export const subjectDayKey = (tenant: string, subject: string, day: number) =>
  util.dynamodb.toMapValues({ pk: ofSubject(tenant, subject), sk: `#sends#${day}` });

/** The counter of a tenant's messages to one destination on one day, however the destination was spelled. */
export const destinationDayKey = (tenant: string, destination: string, day: number) =>
  util.dynamodb.toMapValues({
    pk: `${tenant}|d|${mailboxOf(destination, settings.destinations.email)}`,
    sk: `#sends#${day}`,
  });

/** Number of shards of a tenant's index of active tokens: writes and pages are spread over them. */
export const SHARDS = 8;
export const shardKey = (tenant: string, shard: number) => `${tenant}|${shard}`;

/** Makes an id: `<purpose>_<random>`, with the 244 random bits of two UUIDs. */
export const newId = (purpose: string) => `${purpose}_${`${util.autoId()}${util.autoId()}`.split("-").join("")}`;

/** Whether a text has the whole form of an id. Any other text names no token, which is known without asking KMS or the table. */
export const isId = (text: string) => util.matches("^[a-z][a-z0-9-]{0,31}_[0-9a-f]{64}\\z", text);

/** Gives the purpose that an id names. */
export const purposeOf = (id: string): string => id.split("_")[0] as string;
