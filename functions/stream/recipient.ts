import { AdminGetUserCommand, CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { variable } from "../environment.ts";
import { clientConfig } from "../sdk.ts";
import type { Notice } from "./notices.ts";

/** Where a user reads notices. */
export interface Recipient {
  email: string;
  /** BCP 47, as the user's `locale` says it. */
  locale: string | null;
}

let client: CognitoIdentityProviderClient | undefined;

/**
 * Looks a user of the pool up. An address that nobody has verified may be somebody else's, so that it counts as none.
 *
 * @param notice `subject`: the user's `sub`, by which Cognito finds users of the pool itself, but none of an identity provider; `to`: an address
 *   that it goes to instead of the user's own
 * @returns null when there is no such user, or no verified address
 * @throws Error of Cognito, with the SDK's name of the error
 */
export async function recipientOf({ subject, to }: Notice, abortSignal: AbortSignal): Promise<Recipient | null> {
  client ??= new CognitoIdentityProviderClient(clientConfig());
  const command = new AdminGetUserCommand({ UserPoolId: variable("USER_POOL_ID"), Username: subject });
  const found = await client.send(command, { abortSignal }).catch((error: Error) => {
    if (error.name === "UserNotFoundException") return null;
    throw error;
  });
  const attributes = new Map(found?.UserAttributes?.map(({ Name, Value }) => [Name, Value]));
  const locale = attributes.get("locale") ?? null;
  if (to !== null) return { email: to, locale };
  const email = attributes.get("email");
  if (!email || attributes.get("email_verified") !== "true") return null;
  return { email: email.toLowerCase(), locale };
}
