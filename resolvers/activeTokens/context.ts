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

/** A place in a tenant's index: the shard, and DynamoDB's token in it, null at its beginning. Behind the last shard there is nothing more. */
export interface Position {
  shard: number;
  token: string | null;
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
    /** list: where the next read begins; not there for a subject's list. */
    position?: Position;
    /** Keys of the page's slots, in DynamoDB's form. The before handler makes it empty. */
    keys: object[];
  };

export type ActiveTokensContext = Context<ActiveTokensArgs, ActiveTokensStash>;
