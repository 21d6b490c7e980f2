import { type AttributeValue, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { type ApiClient, CLIENTS_PARTITION, type ClientContext } from "../../contract/api-clients.ts";
import { dynamodb } from "../dynamodb.ts";
import { variable } from "../environment.ts";

/** What of a client decides whether its signature counts, and what a signed request may do. */
export interface Client
  extends Pick<ApiClient, "status" | "secretVersion" | "previousValidUntil" | "oldestSecretVersion" | "lastUsedAt"> {
  context: ClientContext;
}

const keyOf = (id: string) => ({ pk: { S: CLIENTS_PARTITION }, sk: { S: id } });

/**
 * Reads a client as it is at this moment: what was revoked does not sign any more.
 *
 * @returns null when there is none of this id
 * @throws Error of DynamoDB, with the SDK's name of the error
 */
export async function readClient(id: string, abortSignal: AbortSignal): Promise<Client | null> {
  const command = new GetItemCommand({ TableName: variable("CLIENTS_TABLE"), Key: keyOf(id), ConsistentRead: true });
  const { Item } = await dynamodb().send(command, { abortSignal });
  return Item ? clientOf(id, Item as Item) : null;
}

/** An item of the table as DynamoDB has it; every client has every attribute. */
type Item = Record<keyof ApiClient, AttributeValue>;

function clientOf(id: string, item: Item): Client {
  return {
    status: item.status.S as ApiClient["status"],
    secretVersion: Number(item.secretVersion.N),
    previousValidUntil: Number(item.previousValidUntil.N),
    oldestSecretVersion: Number(item.oldestSecretVersion.N),
    lastUsedAt: Number(item.lastUsedAt.N),
    context: {
      clientId: id,
      purposes: textsIn(item.purposes).join(","),
      dailySends: item.dailySends.N as string,
      countries: textsIn(item.countries).join(","),
      sites: (item.sites.L ?? []).map(siteText).join(","),
      transactionRequired: item.transactionRequired.BOOL ? "true" : "false",
    },
  };
}

const textsIn = ({ L = [] }: AttributeValue) => L.map(({ S }) => S as string);

const siteText = ({ M }: AttributeValue) => [M?.host?.S, M?.androidHash?.S].filter((part) => part).join(" ");

/**
 * Notes the day on which a client last signed a request. The item's revision stays: an operator's change must not fail because the
 * client goes on meanwhile.
 *
 * @param day its first second
 * @throws Error of DynamoDB, with the SDK's name of the error
 */
export async function noteUse(id: string, day: number, abortSignal: AbortSignal): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: variable("CLIENTS_TABLE"),
    Key: keyOf(id),
    UpdateExpression: "SET lastUsedAt = :day",
    // Only where there is one: a client's item is not made anew.
    ConditionExpression: "lastUsedAt < :day",
    ExpressionAttributeValues: { ":day": { N: `${day}` } },
  });
  await dynamodb().send(command, { abortSignal });
}
