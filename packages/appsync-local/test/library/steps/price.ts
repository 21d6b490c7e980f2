import { type Context, util } from "@aws-appsync/utils";

export function request(ctx: Context<object, object, object, { id: string }>) {
  return {
    method: "POST",
    resourcePath: "/price",
    params: {
      headers: { "content-type": "application/json" },
      query: { currency: "EUR" },
      body: JSON.stringify({ id: ctx.source?.id }),
    },
  };
}

export function response(ctx: Context) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const { statusCode, body } = ctx.result;
  if (statusCode !== 200) util.error(`the price service answered ${statusCode}`, "NoPrice");
  return JSON.parse(body);
}
