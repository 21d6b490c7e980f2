import type { GraphQLResolveInfo } from "graphql";
import { AUTH_TYPE_NAMES } from "./auth/type-names.ts";
import type { DataSourceAnswer, Json } from "./contracts.ts";
import { selectionOf } from "./graphql/selection.ts";
import type { RequestScope } from "./request.ts";

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
