import { type ConditionalCheckFailedException, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { NONCE_SECONDS, NONCES_PREFIX } from "../../contract/signing.ts";
import { ITEM_VERSION } from "../../contract/slot.ts";
import { dynamodb } from "../dynamodb.ts";
import { variable } from "../environment.ts";
import type { SignatureToken } from "./token.ts";

/** Seconds for which AppSync may ask again about one request, after an answer of ours that it did not get. */
const RETRY_SECONDS = 10;

/**
 * Uses a nonce up. Of many requests with it, one passes. The item is kept by its own time to live until no clock that may sign could
 * make its timestamp count.
 *
 * @param requestId AppSync's, which clients cannot choose
 * @param now epoch seconds
 * @returns whether this request is the one
 * @throws Error of DynamoDB, with the SDK's name of the error
 */
export async function useNonce(
  { clientId, nonce, timestamp }: SignatureToken,
  requestId: string,
  now: number,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const command = new PutItemCommand({
    TableName: variable("TOKENS_TABLE"),
    Item: {
      pk: { S: `${NONCES_PREFIX}${clientId}|${nonce}` },
      sk: { S: "-" },
      version: { N: `${ITEM_VERSION}` },
      requestId: { S: requestId },
      usedAt: { N: `${now}` },
      ttl: { N: `${Number(timestamp) + NONCE_SECONDS}` },
    },
    ConditionExpression: "attribute_not_exists(pk)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  try {
    await dynamodb().send(command, { abortSignal });
    return true;
  } catch (error) {
    if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
    const { Item } = error as ConditionalCheckFailedException;
    return Item?.requestId?.S === requestId && Math.abs(now - Number(Item.usedAt?.N)) <= RETRY_SECONDS;
  }
}
