import { runtime, util } from "@aws-appsync/utils";
import { laneOf } from "../../contract/lane.ts";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import { internalError, invalidInput, tableFailed } from "../shared/errors.ts";
import { SHARDS, shardKey, slotKey } from "../shared/keys.ts";
import { allPurposes } from "../shared/settings.ts";
import type { ActiveTokensContext, Position } from "./context.ts";

/**
 * Finds the keys of one page: for a subject its slot of each purpose, in the common lane and in those of the devices, for a tenant the
 * entries of the index that have not expired. The step stands in the pipeline once for each shard: it goes on where the one before ended, until
 * the page is full. The page token names the shard, and the position in it.
 */
export function request(ctx: ActiveTokensContext) {
  const { now, tenant, subject, limit, devices, keys } = ctx.stash;
  if (subject !== null) {
    const lanes = [null, ...devices].map((device) => ({ tenant, subject, device }));
    ctx.stash.keys = lanes.flatMap((lane) => allPurposes().map((purpose) => slotKey(lane, purpose)));
    return runtime.earlyReturn({});
  }
  if (!ctx.stash.position) ctx.stash.position = positionOf(ctx.args.nextToken);
  const position = ctx.stash.position as Position;
  if (position.shard === SHARDS || keys.length === limit) return runtime.earlyReturn({});
  const { name, partitionKey, sortKey } = TOKENS_TABLE.activeIndex;
  return {
    operation: "Query",
    index: name,
    query: {
      expression: "#shard = :shard AND #expiresAt > :now",
      expressionNames: { "#shard": partitionKey, "#expiresAt": sortKey },
      expressionValues: util.dynamodb.toMapValues({ ":shard": shardKey(tenant, position.shard), ":now": now }),
    },
    limit: limit - keys.length,
    nextToken: position.token,
  };
}

function positionOf(nextToken: string | null | undefined): Position {
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
  const { includeDevices, keys } = ctx.stash;
  const { shard } = ctx.stash.position as Position;
  const items = result.items as { pk: string; sk: string }[];
  const listed = items.filter(({ pk }) => includeDevices || laneOf(pk).device === null);
  ctx.stash.keys = [...keys, ...listed.map(({ pk, sk }) => util.dynamodb.toMapValues({ pk, sk }))];
  ctx.stash.position = result.nextToken ? { shard, token: result.nextToken } : { shard: shard + 1, token: null };
  return null;
}
