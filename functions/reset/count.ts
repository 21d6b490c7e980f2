import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { COUNT_ONE, DAY, dayOf, endOfDay, NOT_USED_UP, quarterName } from "../../contract/counter.ts";
import { mailboxOf } from "../../contract/mailbox.ts";
import { destinationPartition, SENDS_PREFIX } from "../../contract/partition.ts";
import type { ResetFollowUp } from "../../contract/resets.ts";
import { ITEM_VERSION } from "../../contract/slot.ts";
import { dynamodb } from "../dynamodb.ts";
import { variable } from "../environment.ts";
import type { Recipient } from "./recipient.ts";
import type { ResetSettings } from "./settings.ts";

/**
 * Counts a message to a destination. Those of accounts that were named on a known device count apart: strangers cannot spend them. Where nobody
 * is sent anything, the same write goes to a counter of nobody's, so that every name has the same calls.
 *
 * @returns whether the destination may have it
 * @throws Error of DynamoDB, with the SDK's name of the error
 */
export async function countMessage(
  { lane, requestedAt: at }: ResetFollowUp,
  recipient: Recipient | null,
  { resets, destinations }: ResetSettings,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const isKnown = lane.device !== null;
  const most = isKnown ? resets.knownDestination : resets.destination;
  const pk =
    recipient === null
      ? `${lane.tenant}|x|${lane.subject}`
      : destinationPartition(lane.tenant, isKnown ? "k" : "d", mailboxOf(recipient.destination, destinations.email));
  const command = new UpdateItemCommand({
    TableName: variable("RESETS_TABLE"),
    Key: { pk: { S: pk }, sk: { S: `${SENDS_PREFIX}${dayOf(at)}` } },
    UpdateExpression: COUNT_ONE,
    ConditionExpression: NOT_USED_UP,
    ExpressionAttributeNames: { "#version": "version", "#ttl": "ttl", "#total": "total", "#quarter": quarterName(at) },
    ExpressionAttributeValues: {
      ":version": { N: `${ITEM_VERSION}` },
      ":ttl": { N: `${endOfDay(at) + DAY}` },
      ":one": { N: "1" },
      ":day": { N: `${most.day}` },
      ":quarterHour": { N: `${most.quarterHour}` },
    },
  });
  return holds(dynamodb().send(command, { abortSignal }));
}

/** Whether a conditional write was made. @throws any other error */
export async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if ((error as Error).name === "ConditionalCheckFailedException") return false;
    throw error;
  }
}
