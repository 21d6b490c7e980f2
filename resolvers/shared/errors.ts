import { util } from "@aws-appsync/utils";

/** The closed list of errors, beside AppSync's own. Each ends the field; `errorInfo` is for programs, the message for people. */

export function invalidInput(field: string, reason: string, message: string): never {
  util.error(`${field}: ${message}`, "InvalidInput", null, { field, reason });
}

export type LimitName = "COOLDOWN" | "TOKEN" | "SUBJECT" | "DESTINATION";

export function throttled(limit: LimitName, retryAfterSeconds: number): never {
  const info = { limit, retryAfterSeconds };
  util.error(`too many messages: try again in ${retryAfterSeconds} seconds`, "Throttled", null, info);
}

export function destinationNotAllowed(): never {
  util.error("messages to this destination are not allowed", "DestinationNotAllowed");
}

export function deliveryFailed(retryable: boolean): never {
  util.error("the message could not be delivered", "DeliveryFailed", null, { retryable });
}

export function idempotencyMismatch(): never {
  util.error("this idempotency key was used with other input", "IdempotencyMismatch", null, {
    field: "idempotencyKey",
  });
}

export function conflict(): never {
  util.error("another request was faster: it is safe to ask again", "Conflict");
}

export function notFound(): never {
  util.error("there is no such token that could be verified", "NotFound");
}

/** What is wrong is the service's own business: the client gets an id to tell, and the log has the rest. */
export function internalError(detail: string): never {
  const requestId = util.autoId();
  console.error(`${requestId} ${detail}`);
  util.error("something went wrong on our side", "InternalError", null, { requestId });
}

/** The types of a DynamoDB error after which it is safe, and useful, to ask again. */
const CONTENTION = [
  "DynamoDB:TransactionConflictException",
  "DynamoDB:TransactionInProgressException",
  "DynamoDB:ProvisionedThroughputExceededException",
  "DynamoDB:RequestLimitExceeded",
  "DynamoDB:ThrottlingException",
];

/** Ends the field for an error of the table that no step has an answer of its own to. */
export function tableFailed(error: { type: string; message: string }): never {
  if (CONTENTION.indexOf(error.type) >= 0) conflict();
  internalError(`${error.type}: ${error.message}`);
}
