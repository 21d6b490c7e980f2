import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from "amazon-cognito-identity-js";
import { PASSWORD } from "./accounts.ts";
import type { Outputs } from "./service/index.ts";

type Pool = Pick<Outputs, "userPoolId" | "userPoolClientId" | "cognitoUrl">;

/** Signs in one of the accounts that exist from the start, by SRP: the password never leaves this process. */
export function openSession(
  { userPoolId, userPoolClientId, cognitoUrl }: Pool,
  username: string,
): Promise<CognitoUserSession> {
  const pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: userPoolClientId, endpoint: cognitoUrl });
  const user = new CognitoUser({ Username: username, Pool: pool });
  return new Promise((onSuccess, onFailure) => {
    const details = new AuthenticationDetails({ Username: username, Password: PASSWORD });
    user.authenticateUser(details, { onSuccess, onFailure });
  });
}

/** Signs in likewise. @returns the ID token */
export const signIn = async (outputs: Pool, username: string): Promise<string> =>
  (await openSession(outputs, username)).getIdToken().getJwtToken();
