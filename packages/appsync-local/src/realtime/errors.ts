import { NOT_AUTHORIZED } from "../auth/refusal.ts";
import type { ErrorEntry } from "../contracts.ts";
import type { Refusal } from "../errors.ts";
import type { RealtimeError } from "./messages.ts";

/**
 * The errors of the WebSocket protocol. AWS documents few of them. Those without a mark are worded as clients have recorded them
 * (python gql, amplify-swift, amplify-flutter, amplify-category-api #740); those with [?] are likely.
 */
export const noProtocol = (): RealtimeError => ({ message: "NoProtocolError", errorCode: 400 });

export const headersMissing = (): RealtimeError => ({ message: "Required headers are missing.", errorCode: 400 });

/** [?] */
export const wrongHost = (): RealtimeError => ({
  errorType: "BadRequestException",
  message: "The host of the authorization is not the host of the API.",
  errorCode: 400,
});

/** At the handshake the type has its namespace before it. */
export const connectionRefused = ({ message }: Refusal): RealtimeError => ({
  errorType: "com.amazonaws.deepdish.graphql.auth#UnauthorizedException",
  message,
  errorCode: 400,
});

/** A `start` without `extensions.authorization`. */
export const notAuthenticated = (): RealtimeError => ({ errorType: "UnauthorizedException", message: NOT_AUTHORIZED });

export const unsupported = (operation: string): RealtimeError => ({
  errorType: "UnsupportedOperation",
  message: `${operation} not supported through the realtime channel`,
});

/** [?: the message] */
export const duplicated = (id: string): RealtimeError => ({
  errorType: "DuplicatedOperationError",
  message: `Duplicated operation id ${id}`,
});

/** [?] AppSync Events answers so. */
export const unknownOperation = (id: string): RealtimeError => ({
  errorType: "UnknownOperationError",
  message: `Unknown operation id ${id}`,
});

export const tooManySubscriptions = (most: number): RealtimeError => ({
  errorType: "MaxSubscriptionsReachedError",
  message: `Max number of ${most} subscriptions reached`,
});

export const wrongFilter = (message: string): RealtimeError => ({ message, errorCode: 400 });

export const internalFailure = (): RealtimeError => ({ errorType: "InternalFailure", message: "Internal failure." });

/** What of an error over HTTP stands in a message. */
export function shortened({ errorType, message }: Partial<ErrorEntry>): RealtimeError {
  return { ...(errorType ? { errorType } : {}), message: message ?? "" };
}
