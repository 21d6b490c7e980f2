import {
  ApiError,
  DeliveryFailedError,
  HttpError,
  InternalError,
  InvalidInputError,
  NetworkError,
  ThrottledError,
} from "appsync-otp-client";
import { clockText } from "./clock.ts";
import { isKey, type Key, nameOf, t } from "./i18n.ts";

/** The labels of the input's fields, where the page has one. */
const LABELS: Record<string, Key> = {
  code: "enter.title",
  channel: "code.channel",
  purpose: "tokens.purpose",
  destination: "contact.title",
  subject: "tokens.subject",
  tenant: "tokens.tenant",
  "transaction.amount": "payment.amount",
  "transaction.currency": "payment.currency",
  "transaction.payee": "payment.payee",
  name: "clients.name",
  email: "clients.email",
  purposes: "clients.purposes",
  dailySends: "clients.dailySends",
  countries: "clients.countries",
  sites: "clients.sites",
  webhookUrl: "clients.webhookUrl",
  id: "activate.id",
  activationCode: "activate.code",
  username: "signIn.email",
  newPassword: "newPassword.label",
};

/** The label of a field, or of what it is a part of. */
const labelOf = (field: string): Key => LABELS[field] ?? LABELS[field.split(".")[0] as string] ?? "field.OTHER";

/** What Cognito's exceptions mean to somebody who signs in. */
const SIGN_IN: Record<string, Key> = {
  NotAuthorizedException: "error.wrongPassword",
  UserNotFoundException: "error.wrongPassword",
  UserNotConfirmedException: "error.disabled",
  PasswordResetRequiredException: "error.passwordReset",
  InvalidPasswordException: "error.passwordRules",
  TooManyRequestsException: "error.busy",
  LimitExceededException: "error.locked",
  ForbiddenException: "error.blocked",
  NetworkError: "error.network",
  NotOperator: "signIn.notOperator",
};
const SIGN_IN_FIELDS: Partial<Record<Key, string>> = {
  "error.wrongPassword": "password",
  "error.passwordRules": "newPassword",
};
/** Cognito tells these apart by the message alone. */
const NOT_AUTHORIZED: [RegExp, Key][] = [
  [/attempts exceeded/, "error.locked"],
  [/disabled/, "error.disabled"],
  [/[Ii]nvalid session/, "error.signInExpired"],
];

function signInErrorKey(error: unknown): Key {
  const { name = "", message = "" } = (error ?? {}) as Partial<Error>;
  const special = name === "NotAuthorizedException" && NOT_AUTHORIZED.find(([pattern]) => pattern.test(message));
  if (special) return special[1];
  return SIGN_IN[name] ?? (message === "Network error" ? "error.network" : "error.unknown");
}

/** Says what went wrong at the user pool, in words a person understands. */
export const signInErrorText = (error: unknown): string => t(signInErrorKey(error));

/** The field that is most likely wrong, to which a person is led back. */
export const signInErrorField = (error: unknown): string | undefined => SIGN_IN_FIELDS[signInErrorKey(error)];

const OF_STATUS: Record<number, Key> = { 403: "error.blocked", 429: "error.busy" };

/** Says what went wrong at the API, by `errorType` and `errorInfo`, in words a person understands. */
export function errorText(error: unknown): string {
  if (error instanceof NetworkError) return t("error.network");
  if (error instanceof HttpError) return t(OF_STATUS[error.status] ?? "error.unknown");
  if (error instanceof InvalidInputError) {
    const { field, reason } = error.errorInfo;
    return t("error.InvalidInput", { field: t(labelOf(field)), reason: nameOf("reason", reason) });
  }
  if (error instanceof ThrottledError) {
    const { limit, retryAfterSeconds } = error.errorInfo;
    return t("error.Throttled", { limit: nameOf("limit", limit), time: clockText(retryAfterSeconds) });
  }
  if (error instanceof DeliveryFailedError) {
    return t(error.errorInfo.retryable ? "error.DeliveryFailed.again" : "error.DeliveryFailed.other");
  }
  if (error instanceof InternalError) return t("error.InternalError", { requestId: error.errorInfo.requestId });
  if (error instanceof ApiError) {
    if (error.errorType === "Unauthorized") return t("error.denied");
    const key = `error.${error.errorType}`;
    return t(isKey(key) ? key : "error.unknown");
  }
  return t("error.unknown");
}
