import { awsConfig } from "./environment.ts";

/**
 * Gives the configuration of every SDK client: region, credentials, and bounds. The SDK itself reads the endpoints
 * (`AWS_ENDPOINT_URL_SNS` and the like). A message whose first try timed out may come twice, with the same code.
 */
export const clientConfig = () => ({
  ...awsConfig(),
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
});
