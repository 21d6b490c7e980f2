import type { CfnGraphQLApi } from "aws-cdk-lib/aws-appsync";
import { CfnWebACL, CfnWebACLAssociation } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { type Deployment, isClosed } from "../stage.ts";
import { type OriginSecret, VISITOR_HEADER } from "./origin-secret.ts";
import { contentRules, inOrder, type Rule, rateRule, visibleAs, WITHOUT_CREDENTIALS } from "./web-acl.ts";
import { and, fromPage, not, PUBLIC, PUBLIC_OF_PEOPLE, UNSIGNED } from "./web-acl-statements.ts";

/**
 * The web ACL before the API: it blocks addresses that call too often, long bodies, known bad addresses, known bad inputs, and, in a closed
 * stage, what has neither the form of a signed request nor come through the page's origin. The rules on rates come first, because a request
 * that an earlier rule blocks is not counted by a later one. Each request is counted, signed or not, so that no header takes one out of the
 * count: by the visitor's address that CloudFront names if it came through the page's origin, and else by its own address. Backends share
 * few addresses: only their limit is higher. The lowest limit is that of the fields which anybody may call.
 */
export class Firewall extends Construct {
  readonly acl: CfnWebACL;

  /** @param secret of the page's origin, if the stage has a page */
  constructor(scope: Construct, deployment: Deployment, api: CfnGraphQLApi, secret: OriginSecret | undefined) {
    super(scope, "Firewall");
    const { prefix, firewall } = deployment;
    const visible = visibleAs(prefix);
    const came = secret && fromPage(secret);
    const direct = came && not(came);
    const directAnd = (statement: CfnWebACL.StatementProperty) => (direct ? and(direct, statement) : statement);
    const throughPage: Rule[] = came
      ? [
          rateRule(visible, {
            name: "TooOftenThroughPage",
            limit: firewall.requestsPerAddress,
            counted: came,
            addressIn: VISITOR_HEADER,
          }),
        ]
      : [];
    this.acl = new CfnWebACL(this, "Acl", {
      name: prefix,
      description: "Protects the API of one-time passwords from long bodies, floods and known attacks",
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      visibilityConfig: visible("all"),
      dataProtectionConfig: WITHOUT_CREDENTIALS,
      rules: inOrder([
        rateRule(visible, {
          name: "TooOften",
          limit: firewall.signedRequestsPerAddress,
          ...(direct && { counted: direct }),
        }),
        rateRule(visible, {
          name: "TooOftenUnsigned",
          limit: firewall.requestsPerAddress,
          counted: directAnd(UNSIGNED),
        }),
        rateRule(visible, {
          name: "TooOftenPublic",
          limit: firewall.publicRequestsPerAddress,
          counted: directAnd(PUBLIC),
        }),
        ...throughPage,
        ...contentRules(visible),
        ...(direct && (isClosed(deployment) || firewall.challenge)
          ? [
              {
                name: "NotThroughPage",
                action: { block: {} },
                // An open stage with a challenge has nothing to close but what is challenged.
                statement: and(direct, isClosed(deployment) ? UNSIGNED : PUBLIC_OF_PEOPLE),
                visibilityConfig: visible("NotThroughPage"),
              },
            ]
          : []),
      ]),
    });
    new CfnWebACLAssociation(this, "Association", { resourceArn: api.attrArn, webAclArn: this.acl.attrArn });
  }
}
