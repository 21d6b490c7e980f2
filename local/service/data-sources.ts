import type { DataSource, LambdaAuth } from "appsync-local";
import type {
  AccountEnvironment,
  AuthorizerEnvironment,
  ResetEnvironment,
  SendEnvironment,
} from "../../contract/environment.ts";
import { RESET_TIMEOUT } from "../../contract/resets.ts";
import { SIGNATURE_PATTERN } from "../../contract/signing.ts";
import { ACCOUNT_SETTINGS } from "../../functions/account/settings.ts";
import { RESET_SETTINGS } from "../../functions/reset/settings.ts";
import { SEND_SETTINGS } from "../../functions/send/settings.ts";
import { bake } from "../../settings/bake.ts";
import type { Settings } from "../../settings/schema.ts";
import { localFunction } from "./local-function.ts";
import { CHECK_KEY, CLIENT_KEY, CODE_KEY, type LocalState, REGION } from "./state.ts";
import { CLIENTS_TABLE_NAME, FACTORS_TABLE_NAME, RESETS_TABLE_NAME, TABLE_NAME } from "./table.ts";

/** KMS as the steps call it: signed by the API's own role. */
export const kmsSource = (endpoint: string, { api }: LocalState): DataSource => ({
  type: "HTTP",
  endpoint,
  awsIam: { signingRegion: REGION, signingServiceName: "kms", credentials: api },
});

/** The send function, bundled into the folder with the settings baked in. */
export const sendSource = (
  folder: string,
  settings: Settings,
  { send }: LocalState,
  kmsUrl: string,
  { snsUrl, sesUrl }: { snsUrl: string; sesUrl: string },
): DataSource => ({
  type: "AWS_LAMBDA",
  function: localFunction({
    name: "send",
    folder,
    define: bake(settings, SEND_SETTINGS),
    credentials: send,
    environment: { CODE_KEY_1: CODE_KEY, CHECK_KEY_1: CHECK_KEY, DELIVER_TESTS: "true" } satisfies SendEnvironment,
    endpoints: { KMS: kmsUrl, SNS: snsUrl, SESV2: sesUrl },
    timeoutSeconds: 10,
  }),
});

/** The reset function, bundled likewise. */
export const resetSource = (
  folder: string,
  settings: Settings,
  { reset, pool }: LocalState,
  urls: { kmsUrl: string; dynamodbUrl: string; cognitoUrl: string; snsUrl: string; sesUrl: string },
): DataSource => ({
  type: "AWS_LAMBDA",
  function: {
    ...localFunction({
      name: "reset",
      folder,
      define: bake(settings, RESET_SETTINGS),
      credentials: reset,
      environment: {
        CODE_KEY_1: CODE_KEY,
        CHECK_KEY_1: CHECK_KEY,
        RESETS_TABLE: RESETS_TABLE_NAME,
        USER_POOL_ID: pool.id,
      } satisfies ResetEnvironment,
      endpoints: {
        KMS: urls.kmsUrl,
        DYNAMODB: urls.dynamodbUrl,
        COGNITO_IDENTITY_PROVIDER: urls.cognitoUrl,
        SNS: urls.snsUrl,
        SESV2: urls.sesUrl,
      },
      timeoutSeconds: RESET_TIMEOUT,
    }),
    concurrency: 1,
  },
});

/** The account function, bundled into the folder with the settings baked in. @param recordedUrl the engine, by an address that notes changes */
export const accountSource = (
  folder: string,
  settings: Settings,
  { account, pool }: LocalState,
  { cognitoUrl, recordedUrl }: { cognitoUrl: string; recordedUrl: string },
): DataSource => ({
  type: "AWS_LAMBDA",
  function: localFunction({
    name: "account",
    folder,
    define: bake(settings, ACCOUNT_SETTINGS),
    credentials: account,
    environment: { FACTORS_TABLE: FACTORS_TABLE_NAME, USER_POOL_ID: pool.id } satisfies AccountEnvironment,
    endpoints: { COGNITO_IDENTITY_PROVIDER: cognitoUrl, DYNAMODB: recordedUrl },
    timeoutSeconds: 20,
  }),
});

/** The mode by which API clients call: the authorizer, bundled into the folder. */
export const authorizerMode = (
  folder: string,
  { authorizer }: LocalState,
  { kmsUrl, dynamodbUrl }: { kmsUrl: string; dynamodbUrl: string },
): LambdaAuth => ({
  type: "AWS_LAMBDA",
  ttlSeconds: 0,
  identityValidationExpression: `^${SIGNATURE_PATTERN}$`,
  function: localFunction({
    name: "authorizer",
    folder,
    credentials: authorizer,
    environment: {
      TOKENS_TABLE: TABLE_NAME,
      CLIENTS_TABLE: CLIENTS_TABLE_NAME,
      CLIENT_KEY_1: CLIENT_KEY,
    } satisfies AuthorizerEnvironment,
    endpoints: { KMS: kmsUrl, DYNAMODB: dynamodbUrl },
    timeoutSeconds: 10,
  }),
});
