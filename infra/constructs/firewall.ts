import type { CfnGraphQLApi } from "aws-cdk-lib/aws-appsync";
import { CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { LIMITS } from "../../contract/limits.ts";
import type { Deployment } from "../stage.ts";

/** Requests that one IP address may make in five minutes. Signed requests are not counted: backends share few addresses. */
const REQUESTS_PER_ADDRESS = 1_000;
const NOT_SIGNED: CfnWebACL.StatementProperty = {
  notStatement: {
    statement: {
      byteMatchStatement: {
        fieldToMatch: { singleHeader: { Name: "authorization" } },
        positionalConstraint: "STARTS_WITH",
        searchString: "AWS4-HMAC-SHA256 ",
        textTransformations: [{ priority: 0, type: "NONE" }],
      },
    },
  },
};

/** The web ACL before the API: it blocks long bodies, addresses that call too often, known bad addresses, and known bad inputs. */
export class Firewall extends Construct {
  constructor(scope: Construct, { prefix }: Deployment, api: CfnGraphQLApi) {
    super(scope, "Firewall");
    const visible = (name: string) => ({
      cloudWatchMetricsEnabled: true,
      metricName: `${prefix}-${name}`,
      sampledRequestsEnabled: true,
    });
    const managed = (name: string, priority: number): CfnWebACL.RuleProperty => ({
      name,
      priority,
      statement: { managedRuleGroupStatement: { vendorName: "AWS", name } },
      overrideAction: { none: {} },
      visibilityConfig: visible(name),
    });
    const acl = new CfnWebACL(this, "Acl", {
      name: prefix,
      description: "Protects the API of one-time passwords from long bodies, floods and known attacks",
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visible("all"),
      // WAF keeps samples of requests for three hours, and replaces the tokens in them.
      dataProtectionConfig: {
        dataProtections: [
          { action: "SUBSTITUTION", field: { fieldType: "SINGLE_HEADER", fieldKeys: ["authorization"] } },
        ],
      },
      rules: [
        {
          name: "LongBody",
          priority: 0,
          action: { block: {} },
          statement: {
            sizeConstraintStatement: {
              fieldToMatch: { body: { oversizeHandling: "MATCH" } },
              comparisonOperator: "GT",
              size: LIMITS.bodyBytes,
              textTransformations: [{ priority: 0, type: "NONE" }],
            },
          },
          visibilityConfig: visible("LongBody"),
        },
        {
          name: "TooOften",
          priority: 1,
          action: { block: {} },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: "IP",
              limit: REQUESTS_PER_ADDRESS,
              scopeDownStatement: NOT_SIGNED,
            },
          },
          visibilityConfig: visible("TooOften"),
        },
        managed("AWSManagedRulesAmazonIpReputationList", 2),
        managed("AWSManagedRulesKnownBadInputsRuleSet", 3),
      ],
    });
    new CfnWebACLAssociation(this, "Association", { resourceArn: api.attrArn, webAclArn: acl.attrArn });
  }
}
