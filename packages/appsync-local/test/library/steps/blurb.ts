import type { Context } from "@aws-appsync/utils";
import { answerOrRaise } from "./shared.ts";

export function request(ctx: Context<{ words: number }, object, object, { title: string }>) {
  return { operation: "Invoke", payload: { title: ctx.source?.title, words: ctx.args.words } };
}

export const response = (ctx: Context) => answerOrRaise(ctx);
