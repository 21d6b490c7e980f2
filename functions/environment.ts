import type {
  AccountEnvironment,
  AuthorizerEnvironment,
  ResetEnvironment,
  SendEnvironment,
  StreamEnvironment,
  WebhookEnvironment,
} from "../contract/environment.ts";
import { KEY_VERSION } from "../contract/mac-text.ts";
import { partsOf } from "../contract/token-id.ts";

/** Variables that the deployment sets, for one function or another. */
type OwnVariable =
  | keyof SendEnvironment
  | keyof ResetEnvironment
  | keyof StreamEnvironment
  | keyof AccountEnvironment
  | keyof AuthorizerEnvironment
  | keyof WebhookEnvironment;
/** Variables that Lambda sets. */
type LambdaVariable = "AWS_REGION" | "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY";

/**
 * Gives a variable of the function's environment.
 *
 * @throws Error that names the variable when it is not set
 */
export function variable(name: OwnVariable | LambdaVariable): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** Whether messages of the test mode are delivered: to the inbox of this machine, and at no stage. */
export const deliversTests = (): boolean => process.env.DELIVER_TESTS === "true";

/**
 * Gives the key of the version that a token's id names.
 *
 * @throws Error that names the variable when the deployment has no such key
 */
export const keyOf = (use: "CODE" | "CHECK", id: string): string =>
  variable(`${use}_KEY_${partsOf(id).keyVersion ?? KEY_VERSION}` as keyof SendEnvironment);

/**
 * Gives region and credentials as Lambda sets them. They are read here, so that no SDK client looks for them in
 * files and services; they stay valid as long as the instance lives.
 *
 * @throws Error that names the variable that is not set
 */
export const awsConfig = () => ({
  region: variable("AWS_REGION"),
  credentials: {
    accessKeyId: variable("AWS_ACCESS_KEY_ID"),
    secretAccessKey: variable("AWS_SECRET_ACCESS_KEY"),
    sessionToken: process.env.AWS_SESSION_TOKEN,
  },
});
