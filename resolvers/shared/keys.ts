import { util } from "@aws-appsync/utils";
import { mailboxOf } from "./mailbox.ts";

/** Where things stand in the table Tokens. Tenants hold no `|`, so that no two owners share a key. */

export const slotKey = (tenant: string, subject: string, purpose: string) =>
  util.dynamodb.toMapValues({ pk: `${tenant}|s|${subject}`, sk: purpose });

/**
 * The data handed back on success: apart, for a large slot would make every guess dearer, and an item a token, so that a
 * token that is taken back leaves the data of the one before it alone.
 */
export const dataKey = (tenant: string, subject: string, id: string) =>
  util.dynamodb.toMapValues({ pk: `${tenant}|s|${subject}`, sk: `${id}#data` });

/** Messages that a subject caused on a day. */
export const subjectDayKey = (tenant: string, subject: string, day: number) =>
  util.dynamodb.toMapValues({ pk: `${tenant}|s|${subject}`, sk: `#sends#${day}` });

/** Messages that a tenant sent to a destination on a day, however it was spelled. */
export const destinationDayKey = (tenant: string, destination: string, day: number) =>
  util.dynamodb.toMapValues({ pk: `${tenant}|d|${mailboxOf(destination)}`, sk: `#sends#${day}` });

/** Parts of a tenant's index of active tokens: writes and pages are spread over them. */
export const SHARDS = 8;
export const shardKey = (tenant: string, shard: number) => `${tenant}|${shard}`;

/** `<purpose>_<random>`: at least 128 random bits, of two UUIDs that have 122 each. */
export const newId = (purpose: string) => `${purpose}_${`${util.autoId()}${util.autoId()}`.split("-").join("")}`;

/** The purpose that an id names; of anything else what leads to no item: counters stand under the subject, too. */
export function purposeOf(id: string): string {
  const [purpose = ""] = id.split("_");
  return util.matches("^[a-z][a-z0-9-]{0,31}\\z", purpose) ? purpose : "-";
}
