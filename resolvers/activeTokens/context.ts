import type { Context } from "@aws-appsync/utils";
import type { DeviceStash } from "../devices/claimContext.ts";
import type { StepUpStash } from "../stepUp/context.ts";

export interface ActiveTokensArgs {
  filter?: ActiveTokensFilter | null;
  limit?: number | null;
  nextToken?: string | null;
}

export interface ActiveTokensFilter {
  subject?: string | null;
  tenant?: string | null;
  deviceToken?: string | null;
  includeDevices?: boolean | null;
  stepUpToken?: string | null;
}

/** What the handlers and steps of activeTokens hand on, in the order in which it is put there. */
export type ActiveTokensStash = StepUpStash &
  DeviceStash & {
    /** The before handler. Without a subject the list is a tenant's. */
    now: number;
    tenant: string;
    subject: string | null;
    includeDevices: boolean;
    limit: number;
    /** readDevices: the subject's devices whose tokens are listed, too. */
    devices: string[];
    /** list: the shard that the page is from; not there for a subject's list. */
    shard: number;
    /** Keys of the page's slots, in DynamoDB's form. */
    keys: object[];
    /** Leads to the next page; not there after the last one. */
    nextToken?: string;
  };

export type ActiveTokensContext = Context<ActiveTokensArgs, ActiveTokensStash>;
