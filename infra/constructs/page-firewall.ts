import { CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import { CHALLENGE_PATH, type Deployment } from "../stage.ts";
import { contentRules, inOrder, rateRule, visibleAs, WITHOUT_CREDENTIALS } from "./web-acl.ts";
import { or, PUBLIC, PUBLIC_OF_PEOPLE, pathIs } from "./web-acl-statements.ts";

/** Seconds for which a browser that has passed the challenge is let through. */
const PASSED_SECONDS = 1_800;

/**
 * The web ACL before the page, in CloudFront, which also stands before the API on the page's origin. It counts every request by the
 * visitor's own address. A challenge cannot run in a call of the API: the browser passes it at a path of its own, by an ordinary page, and
 * what it gets there goes along with every call.
 */
export class PageFirewall extends Construct {
  readonly acl: CfnWebACL;

  constructor(scope: Construct, { prefix, firewall }: Deployment) {
    super(scope, "PageFirewall");
    const name = `${prefix}-page`;
    const visible = visibleAs(name);
    this.acl = new CfnWebACL(this, "Acl", {
      name,
      description: "Protects the page of one-time passwords, and the API behind it, from floods and known attacks",
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      visibilityConfig: visible("all"),
      dataProtectionConfig: WITHOUT_CREDENTIALS,
      rules: inOrder([
        rateRule(visible, { name: "TooOften", limit: firewall.requestsPerAddress }),
        rateRule(visible, { name: "TooOftenPublic", limit: firewall.publicRequestsPerAddress, counted: PUBLIC }),
        ...contentRules(visible),
        ...(firewall.challenge
          ? [
              {
                name: "Challenge",
                action: { challenge: {} },
                challengeConfig: { immunityTimeProperty: { immunityTime: PASSED_SECONDS } },
                statement: or(pathIs(CHALLENGE_PATH), PUBLIC_OF_PEOPLE),
                visibilityConfig: visible("Challenge"),
              },
            ]
          : []),
      ]),
    });
  }
}
