import type { GraphQLResolveInfo } from "graphql";
import type { DataSourceAnswer, Json } from "./contracts.ts";
import type { AuthType } from "./description.ts";
import { selectionOf } from "./graphql/selection.ts";
import type { RequestScope } from "./request.ts";

/** The texts that `util.authType()` returns. */
export const AUTH_TYPE_NAMES: Record<AuthType, string> = {
  API_KEY: "API Key Authorization",
  AWS_IAM: "IAM Authorization",
  AMAZON_COGNITO_USER_POOLS: "User Pool Authorization",
  OPENID_CONNECT: "Open ID Connect Authorization",
  AWS_LAMBDA: "Lambda Authorization",
};

/** `ctx` of one field, which its handlers see one after the other: `stash` and `prev` change between them, the rest does not. */
export interface HandlerContext {
  stash: { [key: string]: Json };
  prev: Json;
  /** `ctx` as JSON text, before the data source is called. */
  forRequest(): string;
  /** `ctx` as JSON text, with `ctx.result` and `ctx.error`. */
  forResponse(answer: Pick<DataSourceAnswer, "result" | "error">): string;
}

/** @param environmentJson `ctx.env` as JSON text */
export function createHandlerContext(
  source: Json,
  args: object,
  { caller, contextJson }: RequestScope,
  info: GraphQLResolveInfo,
  environmentJson: string,
): HandlerContext {
  const { selectionSetList, selectionSetGraphQL } = selectionOf(info);
  const constant = [
    `"authType":${JSON.stringify(AUTH_TYPE_NAMES[caller.mode])}`,
    `"arguments":${JSON.stringify(args)}`,
    `"source":${JSON.stringify(source ?? null)}`,
    `"identity":${contextJson.identity}`,
    `"request":${contextJson.request}`,
    `"env":${environmentJson}`,
    `"info":{"fieldName":"${info.fieldName}","parentTypeName":"${info.parentType.name}","variables":${contextJson.variables},` +
      `"selectionSetList":${JSON.stringify(selectionSetList)},"selectionSetGraphQL":${JSON.stringify(selectionSetGraphQL)}}`,
  ].join();
  return {
    stash: {},
    prev: null,
    forRequest() {
      return `{${constant},"stash":${JSON.stringify(this.stash)},"prev":${prevJson(this.prev)},"result":null,"error":null}`;
    },
    forResponse({ result, error }) {
      const answer = `"result":${JSON.stringify(result)},"error":${JSON.stringify(error ?? null)}`;
      return `{${constant},"stash":${JSON.stringify(this.stash)},"prev":${prevJson(this.prev)},${answer}}`;
    },
  };
}

const prevJson = (result: Json) => `{"result":${JSON.stringify(result)}}`;
