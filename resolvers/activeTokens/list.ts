import { type Context, runtime, util } from "@aws-appsync/utils";
import { type Caller, callerOf, isGiven, subjectOf, tenantOf } from "../shared/caller.ts";
import { internalError, invalidInput, tableFailed } from "../shared/errors.ts";
import { SHARDS, shardKey, slotKey } from "../shared/keys.ts";
import { settings } from "../shared/settings.ts";

export interface ActiveTokensArgs {
  filter?: { subject?: string | null; tenant?: string | null } | null;
  limit?: number | null;
  nextToken?: string | null;
}

const DEFAULT_LIMIT = 25;

/**
 * Finds the keys of one page: of a subject, its slot for each purpose; of a tenant, what one shard's index has that has not
 * expired. The page token says which shard is next, and where in it.
 */
export function request(ctx: Context<ActiveTokensArgs>) {
  const caller = callerOf(ctx);
  const limit = ctx.args.limit ?? DEFAULT_LIMIT;
  if (limit < 1 || limit > 100) invalidInput("limit", "OUT_OF_RANGE", "1 to 100");
  const tenant = tenantOf(caller, ctx.args.filter?.tenant);
  const subject = subjectListed(caller, ctx.args.filter?.subject);
  ctx.stash.now = util.time.nowEpochSeconds();
  ctx.stash.tenant = tenant;
  if (subject !== null) {
    ctx.stash.keys = settings.purposes.map((purpose) => slotKey(tenant, subject, purpose));
    runtime.earlyReturn({});
  }
  const { shard, token } = placeOf(ctx.args.nextToken);
  ctx.stash.shard = shard;
  return {
    operation: "Query",
    index: "active",
    query: {
      expression: "#gpk = :gpk AND #expAt > :now",
      expressionNames: { "#gpk": "gpk", "#expAt": "expAt" },
      expressionValues: util.dynamodb.toMapValues({ ":gpk": shardKey(tenant, shard), ":now": ctx.stash.now }),
    },
    limit,
    nextToken: token,
  };
}

/** Users see their own; backends and operators everybody's of a tenant, or one subject's. */
function subjectListed(caller: Caller, named: string | null | undefined): string | null {
  if (caller.kind !== "user" && !isGiven(named)) return null;
  return subjectOf(caller, named, true);
}

function placeOf(nextToken: string | null | undefined): { shard: number; token: string | null } {
  if (!nextToken) return { shard: 0, token: null };
  const dot = nextToken.indexOf(".");
  const shard = dot > 0 ? SHARD_NAMES.indexOf(nextToken.slice(0, dot)) : -1;
  if (shard < 0) invalidInput("nextToken", "MALFORMED", "a token that an earlier page gave");
  return { shard, token: dot === nextToken.length - 1 ? null : nextToken.slice(dot + 1) };
}

const SHARD_NAMES = "01234567".slice(0, SHARDS).split("");

export function response(ctx: Context) {
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
