import { runtime, util } from "@aws-appsync/utils";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import { type Caller, callerOf, subjectOf, tenantOf } from "../shared/caller.ts";
import { internalError, invalidInput, tableFailed } from "../shared/errors.ts";
import { SHARDS, shardKey, slotKey } from "../shared/keys.ts";
import { allPurposes } from "../shared/settings.ts";
import { isGiven } from "../shared/validation.ts";
import type { ActiveTokensContext } from "./context.ts";

const DEFAULT_LIMIT = 25;

/**
 * Finds the keys of one page: for a subject its slot of each purpose, for a tenant the entries of one shard of the index that have
 * not expired. The page token names the next shard, and the position in it.
 */
export function request(ctx: ActiveTokensContext) {
  const caller = callerOf(ctx);
  const limit = ctx.args.limit ?? DEFAULT_LIMIT;
  if (limit < 1 || limit > 100) invalidInput("limit", "OUT_OF_RANGE", "1 to 100");
  const tenant = tenantOf(caller, ctx.args.filter?.tenant);
  const subject = subjectListed(caller, ctx.args.filter?.subject);
  ctx.stash.now = util.time.nowEpochSeconds();
  ctx.stash.tenant = tenant;
  if (subject !== null) {
    ctx.stash.keys = allPurposes().map((purpose) => slotKey({ tenant, subject, device: null }, purpose));
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
      expressionValues: util.dynamodb.toMapValues({ ":shard": shardKey(tenant, shard), ":now": ctx.stash.now }),
    },
    limit,
    nextToken: token,
  };
}

/** Users see their own tokens; backends and operators everybody's of a tenant, or one subject's. */
function subjectListed(caller: Caller, named: string | null | undefined): string | null {
  if (caller.kind !== "user" && !isGiven(named)) return null;
  return subjectOf(caller, named, true);
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
  const { shard } = ctx.stash;
  const items = result.items as { pk: string; sk: string }[];
  ctx.stash.keys = items.map(({ pk, sk }) => util.dynamodb.toMapValues({ pk, sk }));
  if (result.nextToken) ctx.stash.nextToken = `${shard}.${result.nextToken}`;
  else if (shard + 1 < SHARDS) ctx.stash.nextToken = `${shard + 1}.`;
  return null;
}
