import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { type Account, accountPk } from "../../contract/account.ts";
import { dynamodb } from "../dynamodb.ts";
import { variable } from "../environment.ts";

/** Others write the item as often as a hold is lifted or another change begins: three times in a row is no race any more. */
const TRIES = 4;

/**
 * Writes an account's item anew, made of the one that is there.
 *
 * @param next gives the item to write, without key and revision; null to leave it as it is
 * @returns the item as it was found
 * @throws Error of DynamoDB, with the SDK's name of the error
 */
export async function writeAccount(
  subject: string,
  next: (found: Account | null) => Omit<Account, "pk" | "sk" | "revision"> | null,
  abortSignal: AbortSignal,
): Promise<Account | null> {
  for (let tries = 1; ; tries += 1) {
    const found = await readAccount(subject, abortSignal);
    const item = next(found);
    if (item === null) return found;
    const written = { ...item, pk: accountPk(subject), sk: "-", revision: (found?.revision ?? 0) + 1 };
    const command = new PutItemCommand({
      TableName: variable("FACTORS_TABLE"),
      Item: marshall(written, { removeUndefinedValues: true }),
      ConditionExpression: found ? "revision = :found" : "attribute_not_exists(pk)",
      ...(found && { ExpressionAttributeValues: { ":found": { N: `${found.revision}` } } }),
    });
    try {
      await dynamodb().send(command, { abortSignal });
      return found;
    } catch (error) {
      if ((error as Error).name !== "ConditionalCheckFailedException" || tries === TRIES) throw error;
    }
  }
}

async function readAccount(subject: string, abortSignal: AbortSignal): Promise<Account | null> {
  const command = new GetItemCommand({
    TableName: variable("FACTORS_TABLE"),
    Key: { pk: { S: accountPk(subject) }, sk: { S: "-" } },
    ConsistentRead: true,
  });
  const { Item } = await dynamodb().send(command, { abortSignal });
  return Item ? (unmarshall(Item) as Account) : null;
}
