import type { ErrorInfo } from "./generated/errors.ts";

/** Every error that the client makes is one of these. */
export class OtpError extends Error {
  override name = "OtpError";
}

/** No answer came: the network failed, or the time of the attempt was up. `cause` says what happened. The call may have had its effect. */
export class NetworkError extends OtpError {
  override name = "NetworkError";
}

/** The request was answered without being carried out: 401 for an unknown caller, 403 by a firewall, 429 by AppSync's throttling. */
export class HttpError extends OtpError {
  override name = "HttpError";
  readonly status: number;
  /** AppSync's name for it, such as `UnauthorizedException`; null where the answer gives none. */
  readonly errorType: string | null;
  /** The answer as it came. */
  readonly body: string;

  constructor(status: number, errorType: string | null, body: string, message: string) {
    super(message);
    this.status = status;
    this.errorType = errorType;
    this.body = body;
  }
}

/** An entry of an answer's `errors`. */
export interface ErrorEntry {
  message: string;
  path?: readonly (string | number)[] | null;
  errorType?: string | null;
  errorInfo?: unknown;
}

/**
 * The API refused the call, or could not carry it out. The types of the service have the classes below; others are AppSync's own, such as
 * `Unauthorized`, or of a newer service.
 */
export class ApiError<Info = unknown> extends OtpError {
  override name = "ApiError";
  readonly errorType: string | null;
  readonly errorInfo: Info;
  /** What came beside the error, if only a selected field failed: a `verifyOtp` that is VERIFIED is so, whatever became of its `data`. */
  readonly payload: unknown;

  constructor({ message, errorType = null, errorInfo = null }: ErrorEntry, payload: unknown = null) {
    super(message);
    this.errorType = errorType;
    this.errorInfo = errorInfo as Info;
    this.payload = payload;
  }
}

/** A field of the input cannot be used. `errorInfo` names it, and why. */
export class InvalidInputError extends ApiError<ErrorInfo["InvalidInput"]> {
  override name = "InvalidInputError";
}

/** A limit on messages is reached: call again after `errorInfo.retryAfterSeconds`. The client never does so by itself. */
export class ThrottledError extends ApiError<ErrorInfo["Throttled"]> {
  override name = "ThrottledError";
}

/** The settings allow no messages to this number. */
export class DestinationNotAllowedError extends ApiError<ErrorInfo["DestinationNotAllowed"]> {
  override name = "DestinationNotAllowedError";
}

/** The message could not be handed over. `errorInfo.retryable` says whether the next `requestOtp` may succeed. */
export class DeliveryFailedError extends ApiError<ErrorInfo["DeliveryFailed"]> {
  override name = "DeliveryFailedError";
}

/** The idempotency key was used before, with other input. */
export class IdempotencyMismatchError extends ApiError<ErrorInfo["IdempotencyMismatch"]> {
  override name = "IdempotencyMismatchError";
}

/** Other calls were faster, as often as this one was tried. */
export class ConflictError extends ApiError<ErrorInfo["Conflict"]> {
  override name = "ConflictError";
}

/** There is no such token or device. */
export class NotFoundError extends ApiError<ErrorInfo["NotFound"]> {
  override name = "NotFoundError";
}

/** The call needs a `stepUpToken`: verify a code for `errorInfo.purpose`, and select it. */
export class SecondFactorRequiredError extends ApiError<ErrorInfo["SecondFactorRequired"]> {
  override name = "SecondFactorRequiredError";
}

/** The service failed. Its operator finds the cause by `errorInfo.requestId`. */
export class InternalError extends ApiError<ErrorInfo["InternalError"]> {
  override name = "InternalError";
}

const CLASSES: { [Type in keyof ErrorInfo]: new (entry: ErrorEntry, payload: unknown) => ApiError<ErrorInfo[Type]> } = {
  InvalidInput: InvalidInputError,
  Throttled: ThrottledError,
  DestinationNotAllowed: DestinationNotAllowedError,
  DeliveryFailed: DeliveryFailedError,
  IdempotencyMismatch: IdempotencyMismatchError,
  Conflict: ConflictError,
  NotFound: NotFoundError,
  SecondFactorRequired: SecondFactorRequiredError,
  InternalError,
};

/** Makes the error of its class. @param payload what came beside it */
export function errorOf(entry: ErrorEntry, payload: unknown): ApiError {
  const type = entry.errorType ?? "";
  return Object.hasOwn(CLASSES, type)
    ? new CLASSES[type as keyof ErrorInfo](entry, payload)
    : new ApiError(entry, payload);
}
