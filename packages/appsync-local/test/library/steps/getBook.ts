import type { Context } from "@aws-appsync/utils";
import { get } from "@aws-appsync/utils/dynamodb";
import { answerOrRaise } from "./shared.ts";

export function request(ctx: Context<{ id: string }>) {
  return get({ key: { pk: `BOOK#${ctx.args.id}`, sk: "BOOK" } });
}

export const response = (ctx: Context) => answerOrRaise(ctx);
