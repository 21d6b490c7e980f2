import type { CfnGraphQLApi } from "aws-cdk-lib/aws-appsync";
import { CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { LIMITS } from "../../contract/limits.ts";
import { SIGNATURE_PATTERN } from "../../contract/signing.ts";
import type { Deployment } from "../stage.ts";
import { rateRule, WITHOUT_CREDENTIALS } from "./web-acl.ts";

/**
 * The whole `Authorization` of a backend, with an IAM role or as an API client. WAF cannot check a signature, so this is only its form:
 * whoever imitates it is counted by the higher limit, and refused by AppSync. A token in front or behind, as from a second header of the
 * name, is another form.
 */
const SIGV4 =
  "AWS4-HMAC-SHA256 Credential=[A-Za-z0-9_]+/[0-9]+/[a-z0-9-]+/appsync/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]+";
const SIGNATURE = `^(${SIGV4}|${SIGNATURE_PATTERN})$`;
const UNSIGNED: CfnWebACL.StatementProperty = {
  notStatement: {
    statement: {
      regexMatchStatement: {
        fieldToMatch: { singleHeader: { Name: "authorization" } },
        regexString: SIGNATURE,
        textTransformations: [{ priority: 0, type: "NONE" }],
      },
    },
  },
};

const NONE = [{ priority: 0, type: "NONE" }];
/** Who calls with the API key may be anybody, whatever else the request has. */
const PUBLIC: CfnWebACL.StatementProperty = {
  sizeConstraintStatement: {
    fieldToMatch: { singleHeader: { Name: "x-api-key" } },
    comparisonOperator: "GT",
    size: 0,
    textTransformations: NONE,
  },
};
const bodyAbove = (size: number): CfnWebACL.StatementProperty => ({
  sizeConstraintStatement: {
    fieldToMatch: { body: { oversizeHandling: "MATCH" } },
    comparisonOperator: "GT",
    size,
    textTransformations: NONE,
  },
});

/**
 * The web ACL before the API: it blocks addresses that call too often, long bodies, known bad addresses, and known bad inputs. The
 * rules on rates come first, because a request that an earlier rule blocks is not counted by a later one. The first of them counts
 * every request, signed or not, so that no header takes a request out of the count. Backends share few addresses: only its limit is
 * theirs. The lowest limit is that of the fields which anybody may call.
 */
export class Firewall extends Construct {
  readonly acl: CfnWebACL;

  constructor(scope: Construct, { prefix, firewall }: Deployment, api: CfnGraphQLApi) {
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
      description: "Protects the API of one-time passwords from long bodies, floods and known attacks",
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visible("all"),
      dataProtectionConfig: WITHOUT_CREDENTIALS,
      rules: [
        rateRule({
          name: "TooOften",
          priority: 0,
          limit: firewall.signedRequestsPerAddress,
          visibilityConfig: visible("TooOften"),
        }),
        rateRule({
          name: "TooOftenUnsigned",
          priority: 1,
          limit: firewall.requestsPerAddress,
          counted: UNSIGNED,
          visibilityConfig: visible("TooOftenUnsigned"),
        }),
        rateRule({
          name: "TooOftenPublic",
          priority: 2,
          limit: firewall.publicRequestsPerAddress,
          counted: PUBLIC,
          visibilityConfig: visible("TooOftenPublic"),
        }),
        {
          name: "LongBody",
          priority: 3,
          action: { block: {} },
          statement: {
            orStatement: {
              statements: [
                bodyAbove(LIMITS.bodyBytes),
                { andStatement: { statements: [PUBLIC, bodyAbove(LIMITS.publicBodyBytes)] } },
              ],
            },
          },
          visibilityConfig: visible("LongBody"),
        },
        managed("AWSManagedRulesAmazonIpReputationList", 4),
        managed("AWSManagedRulesKnownBadInputsRuleSet", 5),
      ],
    });
    new CfnWebACLAssociation(this, "Association", { resourceArn: api.attrArn, webAclArn: this.acl.attrArn });
  }
}
