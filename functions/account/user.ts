import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  paginateAdminListGroupsForUser,
} from "@aws-sdk/client-cognito-identity-provider";
import { OPERATORS_GROUP } from "../../contract/tenants.ts";
import { variable } from "../environment.ts";
import { clientConfig } from "../sdk.ts";

/** A user of the pool, as far as a change of the account depends on it. */
export interface User {
  sub: string;
  /** The user's name in the pool. */
  username: string;
  enabled: boolean;
  isFederated: boolean;
  /** Cognito's, such as `CONFIRMED`. */
  status: string | undefined;
  /** BCP 47; null where the user has none. */
  locale: string | null;
  /** The verified address and number; undefined where there is none. An address is in small letters. */
  email: string | undefined;
  phone: string | undefined;
}

let client: CognitoIdentityProviderClient | undefined;

/** Gives the client of Cognito, which is made once in each instance of the function. */
export function cognito(): CognitoIdentityProviderClient {
  client ??= new CognitoIdentityProviderClient(clientConfig());
  return client;
}

/** Names a user to Cognito. */
export const named = (Username: string) => ({ UserPoolId: variable("USER_POOL_ID"), Username });

/**
 * Looks a user up.
 *
 * @param name the user's name, or an address that signs somebody in
 * @returns null when the pool has no such user
 * @throws Error of Cognito, with the SDK's name of the error
 */
export async function userOf(name: string, abortSignal: AbortSignal): Promise<User | null> {
  const found = await cognito()
    .send(new AdminGetUserCommand(named(name)), { abortSignal })
    .catch((error: Error) => {
      if (error.name === "UserNotFoundException") return null;
      throw error;
    });
  if (!found) return null;
  const attributes = new Map(found.UserAttributes?.map(({ Name, Value }) => [Name, Value]));
  const verified = (attribute: string) =>
    attributes.get(`${attribute}_verified`) === "true" ? attributes.get(attribute) || undefined : undefined;
  return {
    sub: attributes.get("sub") as string,
    username: found.Username as string,
    enabled: found.Enabled === true,
    isFederated: found.UserStatus === "EXTERNAL_PROVIDER",
    status: found.UserStatus,
    locale: attributes.get("locale") ?? null,
    email: verified("email")?.toLowerCase(),
    phone: verified("phone_number"),
  };
}

/** Whether a user is in the operators' group. @throws Error of Cognito, with the SDK's name of the error */
export async function isOperator(username: string, abortSignal: AbortSignal): Promise<boolean> {
  const pages = paginateAdminListGroupsForUser({ client: cognito() }, named(username), { abortSignal });
  for await (const { Groups = [] } of pages) {
    if (Groups.some(({ GroupName }) => GroupName === OPERATORS_GROUP)) return true;
  }
  return false;
}
