import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { CLIENTS_PARTITION } from "../../contract/api-clients.ts";
import { WEBHOOK_TENANTS } from "../../contract/webhooks.ts";
import { dynamodb } from "../dynamodb.ts";
import { variable } from "../environment.ts";

/**
 * Gives the address to which the events of a tenant go at this moment.
 *
 * @returns null where there is none, or the tenant is no API client that may act
 * @throws Error of DynamoDB, with the SDK's name of the error
 */
export async function receiverOf(tenant: string, abortSignal: AbortSignal): Promise<string | null> {
  if (!tenant.startsWith(WEBHOOK_TENANTS)) return null;
  const command = new GetItemCommand({
    TableName: variable("CLIENTS_TABLE"),
    Key: { pk: { S: CLIENTS_PARTITION }, sk: { S: tenant.slice(WEBHOOK_TENANTS.length) } },
    // The function's role may read nothing else of a client.
    ProjectionExpression: "#status, #webhookUrl",
    ExpressionAttributeNames: { "#status": "status", "#webhookUrl": "webhookUrl" },
    ConsistentRead: true,
  });
  const { Item } = await dynamodb().send(command, { abortSignal });
  return Item?.status?.S === "ACTIVE" ? (Item.webhookUrl?.S ?? null) : null;
}
