import { runtime, util } from "@aws-appsync/utils";
import { laneOf } from "../../contract/lane.ts";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import { internalError, invalidInput, tableFailed } from "../shared/errors.ts";
import { SHARDS, shardKey, slotKey } from "../shared/keys.ts";
import { allPurposes } from "../shared/settings.ts";
import type { ActiveTokensContext } from "./context.ts";

/**
 * Finds the keys of one page: for a subject its slot of each purpose, in the common lane and in those of the devices, for a tenant the
 * entries of one shard of the index that have not expired. The page token names the next shard, and the position in it.
 */
export function request(ctx: ActiveTokensContext) {
  const { now, tenant, subject, limit, devices } = ctx.stash;
  if (subject !== null) {
    const lanes = [null, ...devices].map((device) => ({ tenant, subject, device }));
    ctx.stash.keys = lanes.flatMap((lane) => allPurposes().map((purpose) => slotKey(lane, purpose)));
    return runtime.earlyReturn({});
  }
  const { shard, token } = positionOf(ctx.args.nextToken);
  ctx.stash.shard = shard;
  const { name, partitionKey, sortKey } = TOKENS_TABLE.activeIndex;
  return {
    operation: "Query",
    index: name,
    query: {
      expression: "#shard = :shard AND #expiresAt > :now",
      expressionNames: { "#shard": partitionKey, "#expiresAt": sortKey },
      expressionValues: util.dynamodb.toMapValues({ ":shard": shardKey(tenant, shard), ":now": now }),
    },
    limit,
    nextToken: token,
  };
}

function positionOf(nextToken: string | null | undefined): { shard: number; token: string | null } {
  if (!nextToken) return { shard: 0, token: null };
  const dot = nextToken.indexOf(".");
  const shard = dot > 0 ? SHARD_NAMES.indexOf(nextToken.slice(0, dot)) : -1;
  if (shard < 0) invalidInput("nextToken", "MALFORMED", "a token that an earlier page gave");
  return { shard, token: dot === nextToken.length - 1 ? null : nextToken.slice(dot + 1) };
}

const SHARD_NAMES = "01234567".slice(0, SHARDS).split("");

export function response(ctx: ActiveTokensContext) {
  const { error, result } = ctx;
  if (error?.type === "DynamoDB:UserIllegalArgumentException") {
    invalidInput("nextToken", "MALFORMED", "a token that an earlier page gave");
  }
  if (error) tableFailed(error);
  if (!result?.items) internalError("DynamoDB answered a Query with no items");
  const { shard, includeDevices } = ctx.stash;
  const items = result.items as { pk: string; sk: string }[];
  const listed = items.filter(({ pk }) => includeDevices || laneOf(pk).device === null);
  ctx.stash.keys = listed.map(({ pk, sk }) => util.dynamodb.toMapValues({ pk, sk }));
  if (result.nextToken) ctx.stash.nextToken = `${shard}.${result.nextToken}`;
  else if (shard + 1 < SHARDS) ctx.stash.nextToken = `${shard + 1}.`;
  return null;
}
