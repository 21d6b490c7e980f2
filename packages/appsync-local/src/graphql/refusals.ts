import type { ErrorEntry } from "../contracts.ts";

/** Answered with HTTP 200, `data: null` and these errors: nothing was run. */
export interface Invalid {
  kind: "invalid";
  errors: ErrorEntry[];
}

/** Answered with HTTP 400. `detail` is for the developer's log, never for the client. */
export interface BadRequest {
  kind: "badRequest";
  errorType: string;
  message: string;
  detail: string;
}

/** @param detail what exactly could not be read */
export function malformed(detail: string): BadRequest {
  const message = "Unable to parse GraphQL query.";
  return { kind: "badRequest", errorType: "MalformedHttpRequestException", message, detail };
}
