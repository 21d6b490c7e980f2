import { type Context, util } from "@aws-appsync/utils";
import type { Lane } from "../../contract/lane.ts";
import { accountKey } from "../shared/account.ts";
import { personKey } from "../shared/person.ts";

/**
 * Gives the parts of a transaction that hold only if the caller still is who was read: a lane's device was not forgotten meanwhile, and
 * a pool user was not signed out. Where neither can happen there are none.
 *
 * @param authTime when the user signed in; null for backends
 */
export function stillKnown(
  { env }: Pick<Context, "env">,
  { tenant, subject, device }: Lane,
  authTime: number | null,
  now: number,
) {
  const check = (table: string, key: object, expression: string, names: Record<string, string>, values: object) => ({
    ...{ table, operation: "ConditionCheck", key },
    condition: {
      expression,
      expressionNames: names,
      expressionValues: util.dynamodb.toMapValues({ ...values }),
      returnValuesOnConditionCheckFailure: false,
    },
  });
  const isListed = check(
    env.TOKENS_TABLE as string,
    personKey(tenant, subject),
    "#devices.#device.#expiresAt > :now",
    { "#devices": "devices", "#device": device ?? "", "#expiresAt": "expiresAt" },
    { ":now": now },
  );
  const isSignedIn = check(
    env.FACTORS_TABLE as string,
    accountKey(subject),
    "attribute_not_exists(#signedOut) OR #signedOut < :authTime",
    { "#signedOut": "signedOutBefore" },
    { ":authTime": authTime },
  );
  return [...(device === null ? [] : [isListed]), ...(authTime === null ? [] : [isSignedIn])];
}
