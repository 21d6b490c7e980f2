/**
 * Errors of calling the send function, by the names that AppSync gives as `ctx.error.type`: `Lambda:` and Lambda's exception. AWS
 * documents the exceptions (Lambda's API reference, Invoke), and the form of the name only by examples.
 */

/** The function ran, and failed: its own metric and log know of it. */
export const FUNCTION_FAILED = "Lambda:Unhandled";

/**
 * After these the function certainly did not run, so nothing was sent. Everything else, such as a lost answer, a timeout or Lambda's
 * own `ServiceException`, may come after a message that went out.
 */
const NEVER_INVOKED = [
  // AppSync has reported this for a malformed ARN, and clients have met it when Lambda throttled.
  "Lambda:IllegalArgument",
  "Lambda:TooManyRequestsException",
  "Lambda:AccessDeniedException",
  "Lambda:ResourceNotFoundException",
  "Lambda:ResourceNotReadyException",
  "Lambda:ResourceConflictException",
  "Lambda:InvalidParameterValueException",
  "Lambda:InvalidRequestContentException",
  "Lambda:InvalidRuntimeException",
  "Lambda:InvalidZipFileException",
  "Lambda:KMSAccessDeniedException",
  "Lambda:KMSDisabledException",
  "Lambda:KMSInvalidStateException",
  "Lambda:KMSNotFoundException",
];

/** Whether the send function certainly did not run. */
export const isNeverInvoked = ({ type, message }: { type: string; message: string }): boolean =>
  NEVER_INVOKED.indexOf(type) >= 0 ||
  // The Java SDK has no class of its own for a refused caller: Step Functions shows its base class with the status in the message.
  (type.endsWith("LambdaException") && message.indexOf("Status Code: 403") >= 0);
