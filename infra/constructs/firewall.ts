import type { CfnGraphQLApi } from "aws-cdk-lib/aws-appsync";
import { CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { LIMITS } from "../../contract/limits.ts";
import type { Deployment } from "../stage.ts";

/** Requests of one address in five minutes. Backends sign, and stand behind few addresses: theirs are not counted. */
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

/** What stands before the API: bodies that are too long, addresses that ask too often or are known for it. */
export class Firewall extends Construct {
  readonly acl: CfnWebACL;

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
    this.acl = new CfnWebACL(this, "Acl", {
      name: prefix,
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visible("all"),
      // Samples of requests are kept for three hours: without the tokens in them.
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
    new CfnWebACLAssociation(this, "Association", { resourceArn: api.attrArn, webAclArn: this.acl.attrArn });
  }
}
