import type { Context } from "@aws-appsync/utils";

/** Before and after of the pipeline: the last step's judgement is the answer. */
export const request = (_ctx: Context) => ({});
export const response = (ctx: Context) => ctx.prev?.result;
