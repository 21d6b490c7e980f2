/** The typed client of appsync-otp, one-time passwords as a GraphQL API. */

export { apiKey, type Caller, cognitoUser, type RequestToAuthorize } from "./callers.ts";
export { createOtpClient, type OtpClient } from "./client.ts";
export { type DeviceTokens, inLocalStorage, inMemory, type TextStorage } from "./device-tokens.ts";
export {
  ApiError,
  ConflictError,
  DeliveryFailedError,
  DestinationNotAllowedError,
  HttpError,
  IdempotencyMismatchError,
  InternalError,
  InvalidInputError,
  NetworkError,
  NotFoundError,
  OtpError,
  SecondFactorRequiredError,
  ThrottledError,
} from "./errors.ts";
export type { ErrorInfo, LimitName, Reason } from "./generated/errors.ts";
export type * from "./generated/schema.ts";
export type { CallOptions, OtpClientOptions, PageOptions, Verification, VerifyOptions } from "./options.ts";
