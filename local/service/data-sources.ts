import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DataSource, LambdaAuth } from "appsync-local";
import type { AuthorizerEnvironment, SendEnvironment } from "../../contract/environment.ts";
import { SIGNATURE_PATTERN } from "../../contract/signing.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { SEND_SETTINGS } from "../../functions/send/settings.ts";
import { bake } from "../../settings/bake.ts";
import type { Settings } from "../../settings/schema.ts";
import { writeSecret } from "./files.ts";
import { CHECK_KEY, CLIENT_KEY, CODE_KEY, type LocalState, REGION } from "./state.ts";
import { CLIENTS_TABLE_NAME, TABLE_NAME } from "./table.ts";

/** KMS as the steps call it: signed by the API's own role. */
export const kmsSource = (endpoint: string, { api }: LocalState): DataSource => ({
  type: "HTTP",
  endpoint,
  awsIam: { signingRegion: REGION, signingServiceName: "kms", credentials: api },
});

/** The send function, bundled into the folder with the settings baked in; it has a role, and so credentials, of its own. */
export function sendSource(
  folder: string,
  settings: Settings,
  { send }: LocalState,
  kmsUrl: string,
  { snsUrl, sesUrl }: { snsUrl: string; sesUrl: string },
): DataSource {
  const entry = fileURLToPath(new URL("../../functions/send/handler.ts", import.meta.url));
  const codePath = join(folder, "send.cjs");
  writeSecret(codePath, bundleFunction(entry, { define: bake(settings, SEND_SETTINGS) }).code);
  return {
    type: "AWS_LAMBDA",
    function: {
      codePath,
      timeoutSeconds: 10,
      memoryMegabytes: 128,
      environment: {
        ...({ CODE_KEY_1: CODE_KEY, CHECK_KEY_1: CHECK_KEY } satisfies SendEnvironment),
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: send.accessKeyId,
        AWS_SECRET_ACCESS_KEY: send.secretAccessKey,
        AWS_ENDPOINT_URL_KMS: kmsUrl,
        AWS_ENDPOINT_URL_SNS: snsUrl,
        AWS_ENDPOINT_URL_SES: sesUrl,
      },
    },
  };
}

/** The mode by which API clients call: the authorizer, bundled into the folder, with a role and so credentials of its own. */
export function authorizerMode(
  folder: string,
  { authorizer }: LocalState,
  { kmsUrl, dynamodbUrl }: { kmsUrl: string; dynamodbUrl: string },
): LambdaAuth {
  const entry = fileURLToPath(new URL("../../functions/authorizer/handler.ts", import.meta.url));
  const codePath = join(folder, "authorizer.cjs");
  writeSecret(codePath, bundleFunction(entry).code);
  return {
    type: "AWS_LAMBDA",
    ttlSeconds: 0,
    identityValidationExpression: `^${SIGNATURE_PATTERN}$`,
    function: {
      codePath,
      timeoutSeconds: 10,
      memoryMegabytes: 128,
      environment: {
        ...({
          TOKENS_TABLE: TABLE_NAME,
          CLIENTS_TABLE: CLIENTS_TABLE_NAME,
          CLIENT_KEY_1: CLIENT_KEY,
        } satisfies AuthorizerEnvironment),
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: authorizer.accessKeyId,
        AWS_SECRET_ACCESS_KEY: authorizer.secretAccessKey,
        AWS_ENDPOINT_URL_KMS: kmsUrl,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
      },
    },
  };
}
