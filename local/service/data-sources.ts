import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DataSource } from "appsync-local";
import type { SendEnvironment } from "../../contract/environment.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { SEND_SETTINGS } from "../../functions/send/settings.ts";
import { bake } from "../../settings/bake.ts";
import type { Settings } from "../../settings/schema.ts";
import { writeSecret } from "./files.ts";
import { CHECK_KEY, CODE_KEY, type LocalState, REGION } from "./state.ts";

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
