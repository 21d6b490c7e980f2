import { util } from "@aws-appsync/utils";
import {
  ERROR_LINE,
  type ErrorType,
  type LimitName,
  MASKED_MESSAGE,
  type Reason,
  UNREACHED_MESSAGE,
} from "../../contract/errors.ts";
import { STEP_UP_SECONDS, type StepUpPurpose } from "../../contract/step-up.ts";

/** Raises the errors of `contract/errors.ts`. Each ends the field; `errorInfo` is for programs, the message for people. */

function raise(message: string, type: ErrorType, info: object | null = null): never {
  // A refused call writes nothing, and so is no audit event: this line of the API's log is what tells of it, and what is counted.
  console.error(`${ERROR_LINE} ${type} ${JSON.stringify(info ?? {})}`);
  return util.error(message, type, null, info);
}

/**
 * @param field the input's field, e.g. `transaction.payee`
 * @param message what would be right
 */
export function invalidInput(field: string, reason: Reason, message: string): never {
  return raise(`${field}: ${message}`, "InvalidInput", { field, reason });
}

export function throttled(limit: LimitName, retryAfterSeconds: number): never {
  const wait = retryAfterSeconds === 1 ? "1 second" : `${retryAfterSeconds} seconds`;
  const message = `too many messages: try again in ${wait}`;
  return raise(message, "Throttled", { limit, retryAfterSeconds });
}

export const destinationNotAllowed = () =>
  raise("messages to this destination are not allowed", "DestinationNotAllowed");

export const deliveryFailed = (retryable: boolean) =>
  raise("the message could not be delivered", "DeliveryFailed", { retryable });

/**
 * The activation code of an API client did not get out: the client is there, and another code can be sent.
 *
 * @param unreached whether the send function could not be called, or its answer was lost
 */
export function activationUndelivered(id: string, retryable: boolean, unreached: boolean): never {
  const failure = unreached ? UNREACHED_MESSAGE : "the message could not be delivered";
  return raise(`${failure}: send client ${id} another by resendApiClientActivation`, "DeliveryFailed", {
    retryable,
    id,
  });
}

/** The send function could not be called, or its answer was lost; another call may work. */
export const sendUnreached = () => raise(UNREACHED_MESSAGE, "DeliveryFailed", { retryable: true });

export const idempotencyMismatch = () =>
  raise("this idempotency key was used with other input", "IdempotencyMismatch", { field: "idempotencyKey" });

export const conflict = () => raise("another request was faster: it is safe to ask again", "Conflict");

/** @param what there is none of */
export const notFound = (what: string) => raise(`there is no such ${what}`, "NotFound");

export function secondFactorRequired(purpose: StepUpPurpose): never {
  const message = `a second factor is needed: verify a code for the purpose ${purpose}, and send its stepUpToken`;
  return raise(message, "SecondFactorRequired", { purpose, withinSeconds: STEP_UP_SECONDS[purpose] });
}

/** Answers nothing but an id: the cause is the service's own business, and stands in its log beside the id. */
export function internalError(detail: string): never {
  const requestId = util.autoId();
  console.error(`${requestId} ${detail}`);
  return raise(MASKED_MESSAGE, "InternalError", { requestId });
}

/** The types of a DynamoDB error after which it is safe, and useful, to call again. */
const CONTENTION = [
  "DynamoDB:TransactionConflictException",
  "DynamoDB:TransactionInProgressException",
  "DynamoDB:ProvisionedThroughputExceededException",
  "DynamoDB:RequestLimitExceeded",
  "DynamoDB:ThrottlingException",
];

/** Ends the field for an error of the table that the step has no answer of its own to. */
export function tableFailed(error: { type: string; message: string }): never {
  if (CONTENTION.indexOf(error.type) >= 0) conflict();
  return internalError(`${error.type}: ${error.message}`);
}
