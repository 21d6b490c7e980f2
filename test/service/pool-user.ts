import { randomUUID } from "node:crypto";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { REGION, type Service } from "../../local/service/index.ts";

/** A client of the service's user pool, as its administrators have it. */
export const administrator = ({ outputs }: Service) =>
  new CognitoIdentityProvider({
    endpoint: outputs.cognitoUrl,
    region: REGION,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
  });

/** Adds a user to the pool, by default with a verified address of their own. @param given attributes */
export async function addPoolUser(service: Service, given: Record<string, string> = {}) {
  const email = given.email ?? `${randomUUID()}@example.com`;
  const attributes = { email_verified: "true", ...given, email };
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
  const pool = { UserPoolId: service.outputs.userPoolId, Username: email };
  const cognito = administrator(service);
  const { User } = await cognito.adminCreateUser({ ...pool, UserAttributes });
  cognito.destroy();
  return { email, sub: User?.Username as string, pool };
}
