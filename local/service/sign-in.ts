import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";
import type { Outputs } from "./service.ts";
import { PASSWORD } from "./state.ts";

/**
 * Signs in one of the accounts that exist from the start, by SRP: the password never leaves this process.
 *
 * @returns the ID token
 */
export function signIn(
  { userPoolId, userPoolClientId, cognitoUrl }: Pick<Outputs, "userPoolId" | "userPoolClientId" | "cognitoUrl">,
  username: string,
): Promise<string> {
  const pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: userPoolClientId, endpoint: cognitoUrl });
  const user = new CognitoUser({ Username: username, Pool: pool });
  return new Promise((done, failed) => {
    user.authenticateUser(new AuthenticationDetails({ Username: username, Password: PASSWORD }), {
      onSuccess: (session) => done(session.getIdToken().getJwtToken()),
      onFailure: failed,
    });
  });
}
