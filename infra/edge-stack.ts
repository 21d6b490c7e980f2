import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { FirewallLogs } from "./constructs/firewall-logs.ts";
import { PageFirewall } from "./constructs/page-firewall.ts";
import { type Deployment, EDGE_REGION, edgeStackOf, PAGE_FIREWALL_ARN } from "./stage.ts";

/** What a stage with a page has in us-east-1, wherever the stage itself is: the web ACL before the page, and its log. */
export class OtpEdgeStack extends Stack {
  constructor(scope: Construct, deployment: Deployment) {
    const { prefix, stage, removal } = deployment;
    super(scope, edgeStackOf(prefix), {
      env: { region: EDGE_REGION },
      description: `appsync-otp: the web ACL before the page, stage ${stage}`,
      tags: { service: "appsync-otp", stage },
      terminationProtection: removal === "RETAIN",
    });
    const firewall = new PageFirewall(this, deployment);
    new FirewallLogs(this, deployment, { Page: firewall.acl });
    new CfnOutput(this, PAGE_FIREWALL_ARN, {
      value: firewall.acl.attrArn,
      description: "Web ACL before the page, which the deploy command hands to the stage's stack",
    });
  }
}
