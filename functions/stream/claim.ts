import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { NOTICES_PREFIX } from "../../contract/notices.ts";
import { ITEM_VERSION } from "../../contract/slot.ts";
import { dynamodb } from "../dynamodb.ts";
import { variable } from "../environment.ts";

/** The item that says that a mailbox was told something. */
export interface Claim {
  /** The address as messages to it are counted, so that two users with one mailbox share what it is sent. */
  mailbox: string;
  /** A notice's `once`. */
  once: string;
  /** When it happened, in epoch seconds. */
  at: number;
}

/** Longer than the day that a name may stand for, and than the day for which the stream may deliver a record again. */
const KEPT_SECONDS = 2 * 24 * 60 * 60;

const keyOf = ({ mailbox, once }: Claim) => ({ pk: { S: NOTICES_PREFIX + mailbox }, sk: { S: once } });

/**
 * Writes the claim, before anything is sent: of many that want to tell a mailbox the same, one may.
 *
 * @returns whether it was this one
 * @throws Error of DynamoDB, with the SDK's name of the error
 */
export async function claim(claimed: Claim, abortSignal: AbortSignal): Promise<boolean> {
  const command = new PutItemCommand({
    TableName: variable("TOKENS_TABLE"),
    Item: { ...keyOf(claimed), version: { N: `${ITEM_VERSION}` }, ttl: { N: `${claimed.at + KEPT_SECONDS}` } },
    ConditionExpression: "attribute_not_exists(pk)",
  });
  try {
    await dynamodb().send(command, { abortSignal });
    return true;
  } catch (error) {
    if ((error as Error).name === "ConditionalCheckFailedException") return false;
    throw error;
  }
}

/** Withdraws a claim, after which the next occasion may try. @throws Error of DynamoDB, with the SDK's name of the error */
export async function unclaim(claimed: Claim, abortSignal: AbortSignal): Promise<void> {
  const command = new DeleteItemCommand({ TableName: variable("TOKENS_TABLE"), Key: keyOf(claimed) });
  await dynamodb().send(command, { abortSignal });
}
