import type { CfnWebACL } from "aws-cdk-lib/aws-wafv2";

/** What the web ACLs before the API and before the user pool have in common. */

/** Headers that prove who is calling. A subscription's handshake may bring its credentials in `sec-websocket-protocol`. */
export const CREDENTIAL_HEADERS = [
  "authorization",
  "x-api-key",
  "x-amz-security-token",
  "cookie",
  "sec-websocket-protocol",
];

/**
 * Replaces credentials in what WAF keeps of a request: its logs, and the samples of three hours. The whole query string is replaced,
 * because a subscription's handshake may bring its credentials there. WAF keeps no bodies.
 */
export const WITHOUT_CREDENTIALS: CfnWebACL.DataProtectionConfigProperty = {
  dataProtections: [
    { action: "SUBSTITUTION", field: { fieldType: "SINGLE_HEADER", fieldKeys: CREDENTIAL_HEADERS } },
    { action: "SUBSTITUTION", field: { fieldType: "QUERY_STRING" } },
  ],
};

interface RateRule {
  name: string;
  priority: number;
  /** The requests that one IP address may make in five minutes. WAF keeps to it roughly, and may notice half a minute late. */
  limit: number;
  /** Which requests are counted. Default: all. */
  counted?: CfnWebACL.StatementProperty;
  visibilityConfig: CfnWebACL.VisibilityConfigProperty;
}

/** Gives a rule that blocks an address while it makes more requests than a limit. */
export function rateRule({ name, priority, limit, counted, visibilityConfig }: RateRule): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    action: { block: {} },
    statement: {
      rateBasedStatement: {
        aggregateKeyType: "IP",
        evaluationWindowSec: 300,
        limit,
        ...(counted ? { scopeDownStatement: counted } : {}),
      },
    },
    visibilityConfig,
  };
}
