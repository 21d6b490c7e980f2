import type { CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { LIMITS } from "../../contract/limits.ts";
import { ORIGIN_SECRET_HEADER } from "./origin-secret.ts";
import { and, bodyAbove, or, PUBLIC } from "./web-acl-statements.ts";

/** What the web ACLs before the API, before the page and before the user pool have in common. */

/** A rule without its priority: `inOrder` gives it. */
export type Rule = Omit<CfnWebACL.RuleProperty, "priority">;

/** Headers that prove who is calling. A subscription's handshake may bring its credentials in `sec-websocket-protocol`. */
export const CREDENTIAL_HEADERS = [
  "authorization",
  "x-api-key",
  "x-amz-security-token",
  "cookie",
  "sec-websocket-protocol",
  ORIGIN_SECRET_HEADER,
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

/** Rules are evaluated in the order of their priorities. */
export const inOrder = (rules: Rule[]): CfnWebACL.RuleProperty[] =>
  rules.map((rule, priority) => ({ ...rule, priority }));

/** Gives the metric of a rule, or of a whole web ACL. @param name of the web ACL */
export const visibleAs =
  (name: string, samples = true) =>
  (rule: string): CfnWebACL.VisibilityConfigProperty => ({
    cloudWatchMetricsEnabled: true,
    metricName: `${name}-${rule}`,
    sampledRequestsEnabled: samples,
  });
type Visible = ReturnType<typeof visibleAs>;

interface RateRule {
  name: string;
  /** The requests that one IP address may make in five minutes. WAF keeps to it roughly, and may notice half a minute late. */
  limit: number;
  /** Which requests are counted. Default: all. */
  counted?: CfnWebACL.StatementProperty;
  /** The header with the address that is counted. Default: the one that the request comes from. */
  addressIn?: string;
}

/** Gives a rule that blocks an address while it makes more requests than a limit. */
export const rateRule = (visible: Visible, { name, limit, counted, addressIn }: RateRule): Rule => ({
  name,
  action: { block: {} },
  statement: {
    rateBasedStatement: {
      ...(addressIn === undefined
        ? { aggregateKeyType: "IP" }
        : {
            aggregateKeyType: "FORWARDED_IP",
            // A header without an address is no visitor's: those requests are one.
            forwardedIpConfig: { headerName: addressIn, fallbackBehavior: "MATCH" },
          }),
      evaluationWindowSec: 300,
      limit,
      ...(counted && { scopeDownStatement: counted }),
    },
  },
  visibilityConfig: visible(name),
});

/** Gives the rules on what a request contains: bodies that are too long, known bad addresses, and known bad inputs. */
export const contentRules = (visible: Visible): Rule[] => [
  {
    name: "LongBody",
    action: { block: {} },
    statement: or(bodyAbove(LIMITS.bodyBytes), and(PUBLIC, bodyAbove(LIMITS.publicBodyBytes))),
    visibilityConfig: visible("LongBody"),
  },
  ...["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet"].map((name) => ({
    name,
    statement: { managedRuleGroupStatement: { vendorName: "AWS", name } },
    overrideAction: { none: {} },
    visibilityConfig: visible(name),
  })),
];
