import { util } from "@aws-appsync/utils";
import type { Lane } from "../../contract/lane.ts";
import { personKey } from "../shared/person.ts";

/**
 * Gives the part of a transaction that holds only if the person still is who was read: a lane's device was not forgotten meanwhile, and
 * a pool user was not signed out. Where neither can happen there is none.
 *
 * @param authTime when the user signed in; null for backends
 */
export function stillKnown(table: string, { tenant, subject, device }: Lane, authTime: number | null, now: number) {
  const ofDevice = "#devices.#device.#expiresAt > :now";
  const ofUser = "(attribute_not_exists(#signedOut) OR #signedOut < :authTime)";
  const conditions = [...(device === null ? [] : [ofDevice]), ...(authTime === null ? [] : [ofUser])];
  if (conditions.length === 0) return [];
  const names = {
    ...(device === null ? {} : { "#devices": "devices", "#device": device, "#expiresAt": "expiresAt" }),
    ...(authTime === null ? {} : { "#signedOut": "signedOutBefore" }),
  };
  const values = {
    ...(device === null ? {} : { ":now": now }),
    ...(authTime === null ? {} : { ":authTime": authTime }),
  };
  return [
    {
      table,
      operation: "ConditionCheck",
      key: personKey(tenant, subject),
      condition: {
        expression: conditions.join(" AND "),
        expressionNames: names,
        expressionValues: util.dynamodb.toMapValues(values),
        returnValuesOnConditionCheckFailure: false,
      },
    },
  ];
}
