import type { UserPool } from "aws-cdk-lib/aws-cognito";
import { CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { USER_POOL } from "../../contract/user-pool.ts";
import type { Deployment } from "../stage.ts";
import { inOrder, rateRule, visibleAs, WITHOUT_CREDENTIALS } from "./web-acl.ts";

/** Cognito's operations are named by this header; WAF matches it in lower case, so that no spelling passes. */
const OPERATION = "x-amz-target";
const BLOCKED = `^awscognitoidentityproviderservice\\.(${USER_POOL.blockedOperations.join("|").toLowerCase()})$`;

/**
 * The web ACL before the user pool: it blocks addresses that call too often, and the operations by which somebody with nothing but a
 * user's password could keep the user out (S39). docs/decisions/user-pool-firewall.md says how they were chosen, and what only AWS can show.
 */
export class UserPoolFirewall extends Construct {
  readonly acl: CfnWebACL;

  constructor(scope: Construct, { prefix, firewall }: Deployment, pool: UserPool) {
    super(scope, "UserPoolFirewall");
    const name = `${prefix}-users`;
    // Samples would show requests of sign-ins.
    const visible = visibleAs(name, false);
    this.acl = new CfnWebACL(this, "Acl", {
      name,
      description: "Blocks floods, and what a password alone must not change in the user pool of one-time passwords",
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visible("all"),
      dataProtectionConfig: WITHOUT_CREDENTIALS,
      rules: inOrder([
        rateRule(visible, { name: "TooOften", limit: firewall.requestsPerAddress }),
        {
          name: "AccountChanges",
          action: { block: {} },
          statement: {
            regexMatchStatement: {
              fieldToMatch: { singleHeader: { Name: OPERATION } },
              regexString: BLOCKED,
              textTransformations: [{ priority: 0, type: "LOWERCASE" }],
            },
          },
          visibilityConfig: visible("AccountChanges"),
        },
      ]),
    });
    new CfnWebACLAssociation(this, "Association", { resourceArn: pool.userPoolArn, webAclArn: this.acl.attrArn });
  }
}
