import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { lanePartition } from "../../contract/lane.ts";
import { PASSWORD_RESET } from "../../contract/purposes.ts";
import { NOBODY, type ResetFollowUp, UNRECORDED } from "../../contract/resets.ts";
import { dynamodb } from "../dynamodb.ts";
import { variable } from "../environment.ts";
import { holds } from "./count.ts";
import type { Recipient } from "./recipient.ts";

/**
 * Records the MAC and the account in the slot, if that still has the message which this follow-up is for. What an earlier message of the token has
 * recorded never changes: a code does not go to another account, nor to another address, than the first time.
 *
 * @returns whether it holds
 * @throws Error of DynamoDB, with the SDK's name of the error
 */
export function record(
  { lane, id, sends }: ResetFollowUp,
  recipient: Recipient | null,
  mac: string,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const { subject, poolUsername, destination } = recipient ?? {
    subject: NOBODY,
    poolUsername: NOBODY,
    destination: NOBODY,
  };
  const command = new UpdateItemCommand({
    TableName: variable("RESETS_TABLE"),
    Key: { pk: { S: lanePartition(lane) }, sk: { S: PASSWORD_RESET } },
    UpdateExpression:
      "SET #codeMac = :mac, #subject = :subject, #poolUsername = :poolUsername, #destination = :destination, #revision = #revision + :one",
    ConditionExpression:
      "#id = :id AND #sends = :sends AND (#codeMac = :unrecorded OR (#codeMac = :mac AND #subject = :subject AND #destination = :destination))",
    ExpressionAttributeNames: Object.fromEntries(
      ["codeMac", "subject", "poolUsername", "destination", "revision", "id", "sends"].map((name) => [
        `#${name}`,
        name,
      ]),
    ),
    ExpressionAttributeValues: {
      ":mac": { S: mac },
      ":subject": { S: subject },
      ":poolUsername": { S: poolUsername },
      ":destination": { S: destination },
      ":unrecorded": { S: UNRECORDED },
      ":id": { S: id },
      ":sends": { N: `${sends}` },
      ":one": { N: "1" },
    },
  });
  return holds(dynamodb().send(command, { abortSignal }));
}
