import type { Caller } from "./callers.ts";
import type { DeviceTokens } from "./device-tokens.ts";
import type { FieldsOnRequest } from "./generated/operations.ts";
import type { VerifyOtpPayload } from "./generated/schema.ts";

/** What a client and its calls can be given, and what that makes of an answer. */

export interface OtpClientOptions {
  /** The address of the API, such as `https://….appsync-api.us-east-1.amazonaws.com/graphql`. */
  url: string | URL;
  /** Who calls: `cognitoUser`, `iamRole` of `appsync-otp-client/iam`, `apiClient` of `appsync-otp-client/api-client`, or `apiKey`. */
  caller: Caller;
  /** Where `verifyOtp` keeps the device tokens of those who are to be remembered, and `requestOtp` finds them. Default: nowhere. */
  deviceTokens?: DeviceTokens;
  /** How often a call is tried at most. Default 3; 1 for no retries. */
  attempts?: number;
  /** Milliseconds to wait after this attempt, the first of which is 1. Default: at random, up to 200, then up to 400, and so on. */
  retryDelay?: (attempt: number) => number;
  /** How long one attempt may take. Default 30,000: AppSync gives up then, too. */
  attemptMilliseconds?: number;
  /** Sends the requests. Default: the global `fetch`. */
  fetch?: typeof fetch;
}

export interface CallOptions {
  /** Aborts the call, which then rejects with the signal's reason. A mutation may have had its effect nonetheless. */
  signal?: AbortSignal;
}

export interface PageOptions extends CallOptions {
  /** The most items that a page may hold, from 1 to 100. Default 25. */
  limit?: number;
  /** The `nextToken` of a page, to begin with the one after it. */
  nextToken?: string;
}

export type FieldOnRequest = FieldsOnRequest["VerifyOtpPayload"];

export interface VerifyOptions<Field extends FieldOnRequest> extends CallOptions {
  /** Fields of the payload that are selected only when they are asked for. */
  select?: readonly Field[];
  /** Makes this client a known device, and keeps its device token in `deviceTokens`. */
  remember?: boolean;
}

/** The payload of `verifyOtp` with the fields that were asked for. */
export type Verification<Field extends FieldOnRequest = never> = Omit<VerifyOtpPayload, FieldOnRequest> &
  Pick<VerifyOtpPayload, Field> & {
    /** Whether a device token was kept. */
    remembered: boolean;
  };
