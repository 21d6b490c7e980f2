import { awsConfig } from "./environment.ts";

/**
 * Gives what both SDK clients are made with: region, credentials, and bounds. Endpoints are the SDK's own matter
 * (`AWS_ENDPOINT_URL_SNS`, `AWS_ENDPOINT_URL_SES`). A message whose first try timed out may come twice, with the same code.
 */
export const clientConfig = () => ({
  ...awsConfig(),
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
});
