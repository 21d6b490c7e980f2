import type { DataSourceAnswer, Json } from "../../contracts.ts";
import { checkFields, isObject, type JsonObject, listAt, objectAt, RequestRefusal } from "../refusal.ts";
import { EXPRESSION, readExpression } from "./expression.ts";
import { answer, type Body, type DynamoDb } from "./operation.ts";
import { decodeItem } from "./values.ts";
import type { Reply } from "./wire.ts";

/** What AppSync does about a condition that failed. */
export interface Condition {
  /** Attributes that do not count when the stored item is compared with the wanted one. */
  equalsIgnore: Set<string>;
  /** How the stored item is read again. */
  consistentRead: boolean;
}

const FAILED = "DynamoDB:ConditionalCheckFailedException";
const CONDITION = { ...EXPRESSION, equalsIgnore: false, consistentRead: false, conditionalCheckFailedHandler: false };
const HANDLER = { strategy: true, lambdaArn: false };

/** Reads `condition` of a single write into the engine's request; undefined when it is left out. */
export function readCondition(value: Json | undefined, body: Body): Condition | undefined {
  if ((value ?? null) === null) return undefined;
  const path = "$[condition]";
  body.ConditionExpression = readExpression(value, path, body, CONDITION);
  const { equalsIgnore, consistentRead, conditionalCheckFailedHandler: handler } = value as JsonObject;
  if ((handler ?? null) !== null) refuseCustom(objectAt(handler, `${path}[conditionalCheckFailedHandler]`));
  return {
    equalsIgnore: new Set(listAt(equalsIgnore ?? [], `${path}[equalsIgnore]`) as string[]),
    consistentRead: consistentRead !== false,
  };
}

/** Refuses the strategy "Custom", by which a Lambda function decides about failed conditions. */
function refuseCustom(handler: JsonObject): void {
  const path = "$[condition][conditionalCheckFailedHandler]";
  checkFields(handler, HANDLER, path);
  if (handler.strategy === "Reject" && (handler.lambdaArn ?? null) === null) return;
  throw new RequestRefusal(`'${path}': the local runtime does not support lambdaArn; only the strategy 'Reject'.`);
}

/**
 * Answers a conditional write. When the condition failed, the stored item is read again and is the result; if it already
 * is what was wanted, the write counts as done.
 *
 * @param isWanted judges the stored item, undefined when there is none
 */
export async function settle(
  reply: Reply,
  condition: Condition | undefined,
  { key, dynamo }: { key: JsonObject; dynamo: DynamoDb },
  isWanted: (stored: JsonObject | undefined, ignored: Set<string>) => boolean,
): Promise<DataSourceAnswer> {
  const { error } = reply;
  if (!condition || error?.type !== FAILED) return answer(reply, (body) => decodeItem(body.Attributes));
  const { body, units } = await dynamo.send("GetItem", {
    TableName: dynamo.tableName,
    Key: key,
    ConsistentRead: condition.consistentRead,
    ReturnConsumedCapacity: "TOTAL",
  });
  const stored = isObject(body.Item) ? body.Item : undefined;
  const settled = { result: decodeItem(stored), capacityUnits: reply.units + units };
  return isWanted(stored, condition.equalsIgnore) ? settled : { ...settled, error };
}
