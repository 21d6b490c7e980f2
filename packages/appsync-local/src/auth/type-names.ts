import type { AuthType } from "../description.ts";

/** The texts that `util.authType()` returns. */
export const AUTH_TYPE_NAMES: Record<AuthType, string> = {
  API_KEY: "API Key Authorization",
  AWS_IAM: "IAM Authorization",
  AMAZON_COGNITO_USER_POOLS: "User Pool Authorization",
  OPENID_CONNECT: "Open ID Connect Authorization",
  AWS_LAMBDA: "Lambda Authorization",
};
