import { callerOf } from "../../../resolvers/shared/caller.ts";

/** A step of a test: it answers who calls. */
export const request = (ctx) => callerOf(ctx);

export const response = (ctx) => ctx.result;
