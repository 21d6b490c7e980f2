import type { Context } from "@aws-appsync/utils";

export interface ActiveTokensArgs {
  filter?: { subject?: string | null; tenant?: string | null } | null;
  limit?: number | null;
  nextToken?: string | null;
}

/** What the steps of activeTokens hand on: `list` puts it there. */
export type ActiveTokensStash = {
  now: number;
  tenant: string;
  /** The shard that the page is from; not there for a subject's list. */
  shard: number;
  /** Keys of the page's slots, in DynamoDB's form. */
  keys: object[];
  /** Leads to the next page; not there after the last one. */
  nextToken?: string;
};

export type ActiveTokensContext = Context<ActiveTokensArgs, ActiveTokensStash>;
