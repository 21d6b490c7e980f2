import type { ClientContext } from "../../contract/api-clients.ts";

/** What AppSync asks a Lambda authorizer, as far as it is read. */
export interface AuthorizerEvent {
  /** The header `Authorization`, as it was sent. */
  authorizationToken: string;
  requestContext: {
    apiId: string;
    /** Made by AppSync; its own second try of one request has the same. */
    requestId: string;
    queryString: string;
    operationName?: string | null;
    variables?: Record<string, unknown> | null;
  };
}

/** What AppSync takes for an answer. `ttlOverride` 0: the next request with the same token is asked about again. */
export type AuthorizerAnswer =
  | { isAuthorized: false; ttlOverride: 0 }
  | {
      isAuthorized: true;
      ttlOverride: 0;
      resolverContext: ClientContext;
      /** `Type.field`. */
      deniedFields: string[];
    };
