import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Credentials, LambdaFunction } from "appsync-local";
import { bundleFunction } from "../../functions/bundle.ts";
import { writeSecret } from "./files.ts";
import { REGION } from "./state.ts";

interface FunctionParts {
  /** The folder's in `functions/`. */
  name: "send" | "reset" | "account" | "authorizer" | "stream" | "webhook";
  /** Where the bundle goes. */
  folder: string;
  /** What is baked into the bundle. */
  define?: Record<string, string>;
  /** Its own, as each function has a role of its own. */
  credentials: Credentials;
  /** What the function reads of its environment, beside what it has as an AWS client. */
  environment: Record<string, string>;
  /** The URLs of the AWS services that it calls, by their names in `AWS_ENDPOINT_URL_<name>`. */
  endpoints: Record<string, string>;
  timeoutSeconds: number;
}

/** Bundles a Lambda function into a folder, and describes it as it runs on this machine. */
export function localFunction(parts: FunctionParts): LambdaFunction {
  const { name, folder, define, credentials, environment, endpoints, timeoutSeconds } = parts;
  const entry = fileURLToPath(new URL(`../../functions/${name}/handler.ts`, import.meta.url));
  const codePath = join(folder, `${name}.cjs`);
  writeSecret(codePath, bundleFunction(entry, { define }).code);
  const urls = Object.entries(endpoints).map(([service, url]) => [`AWS_ENDPOINT_URL_${service}`, url]);
  return {
    codePath,
    timeoutSeconds,
    memoryMegabytes: 128,
    environment: {
      ...environment,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...Object.fromEntries(urls),
    },
  };
}
