import {
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { AccountRefusal, AccountRequest } from "../../contract/account-request.ts";
import { cognito, named } from "./user.ts";

/** Cognito's names of errors that say no, and will say it again, by what the answer to it is. */
const REFUSALS: Record<string, AccountRefusal> = {
  UserNotFoundException: "NO_ACCOUNT",
  AliasExistsException: "TAKEN",
};
const PASSWORD_REFUSALS: Record<string, AccountRefusal> = {
  ...REFUSALS,
  InvalidPasswordException: "PASSWORD_POLICY",
  PasswordHistoryPolicyViolationException: "PASSWORD_POLICY",
  // The password is all of the call that somebody has chosen: this one has not even the form of one.
  InvalidParameterException: "PASSWORD_POLICY",
};

/**
 * Makes the change in the pool.
 *
 * @returns why the pool refuses it; null when it is made
 * @throws Error of Cognito, with the SDK's name of the error, after which it may be tried again
 */
export async function makeChange(request: AccountRequest, abortSignal: AbortSignal): Promise<AccountRefusal | null> {
  const [refusals, made] =
    request.change === "password"
      ? [PASSWORD_REFUSALS, setPassword(request, abortSignal)]
      : [REFUSALS, setContact(request, abortSignal)];
  try {
    await made;
    return null;
  } catch (error) {
    const refusal = refusals[(error as Error).name];
    if (refusal === undefined) throw error;
    return refusal;
  }
}

const setPassword = (
  { username, newPassword: Password }: Extract<AccountRequest, { change: "password" }>,
  abortSignal: AbortSignal,
) =>
  cognito().send(new AdminSetUserPasswordCommand({ ...named(username), Password, Permanent: true }), { abortSignal });

function setContact({ username, channel, destination: Value }: AccountRequest, abortSignal: AbortSignal) {
  const Name = channel === "EMAIL" ? "email" : "phone_number";
  const UserAttributes = [
    { Name, Value },
    { Name: `${Name}_verified`, Value: "true" },
  ];
  return cognito().send(new AdminUpdateUserAttributesCommand({ ...named(username), UserAttributes }), { abortSignal });
}

/** Ends all sessions of a user at the pool: their refresh tokens give no others. @throws Error of Cognito, with the SDK's name of the error */
export async function signOut(username: string, abortSignal: AbortSignal): Promise<void> {
  await cognito().send(new AdminUserGlobalSignOutCommand(named(username)), { abortSignal });
}
