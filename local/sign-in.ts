import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from "amazon-cognito-identity-js";
import { isOperator, PASSWORD } from "./accounts.ts";
import type { Outputs } from "./service/index.ts";

type Pool = Pick<Outputs, "userPoolId" | "userPoolClientId" | "operatorsClientId" | "cognitoUrl">;

const clientOf = ({ userPoolClientId, operatorsClientId }: Pool, username: string) =>
  isOperator(username) ? operatorsClientId : userPoolClientId;

/**
 * Signs in one of the accounts that exist from the start, by SRP: the password never leaves this process.
 *
 * @param clientId the app client. Default: the operators' for operators, and the users' for everybody else
 */
export function openSession(
  outputs: Pool,
  username: string,
  clientId = clientOf(outputs, username),
): Promise<CognitoUserSession> {
  const { userPoolId, cognitoUrl } = outputs;
  const pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint: cognitoUrl });
  const user = new CognitoUser({ Username: username, Pool: pool });
  return new Promise((onSuccess, onFailure) => {
    const details = new AuthenticationDetails({ Username: username, Password: PASSWORD });
    user.authenticateUser(details, { onSuccess, onFailure });
  });
}

/** Signs in likewise. @returns the ID token */
export const signIn = async (outputs: Pool, username: string): Promise<string> =>
  (await openSession(outputs, username)).getIdToken().getJwtToken();
