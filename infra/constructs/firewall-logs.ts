import { ArnFormat, Aws, RemovalPolicy, Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup, ResourcePolicy } from "aws-cdk-lib/aws-logs";
import { CfnLoggingConfiguration, type CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import { Construct } from "constructs";
import type { Deployment } from "../stage.ts";
import { CREDENTIAL_HEADERS } from "./web-acl.ts";

/**
 * The logs of the requests that the web ACLs see: who called from where, and which rule blocked it. They hold no credentials (S46), and
 * no bodies, because WAF logs none.
 */
export class FirewallLogs extends Construct {
  /** @param acls the web ACLs by the names that their log groups have in the template */
  constructor(scope: Construct, { logDays }: Deployment, acls: Record<string, CfnWebACL>) {
    super(scope, "FirewallLogs");
    const groups = Object.entries(acls).map(([name, acl]) => {
      const group = new LogGroup(this, name, {
        // WAF takes no group of another name.
        logGroupName: `aws-waf-logs-${acl.name}`,
        retention: logDays,
        removalPolicy: RemovalPolicy.DESTROY,
      });
      return { name, acl, group };
    });
    // One policy for both: an account can have ten in a region. Without it, WAF would write one of its own.
    const policy = new ResourcePolicy(this, "Delivery", {
      policyStatements: [
        new PolicyStatement({
          principals: [new ServicePrincipal("delivery.logs.amazonaws.com")],
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: groups.map(({ group }) => group.logGroupArn),
          conditions: {
            StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
            ArnLike: { "aws:SourceArn": `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:*` },
          },
        }),
      ],
    });
    for (const { name, acl, group } of groups) {
      const logging = new CfnLoggingConfiguration(this, `${name}Logging`, {
        resourceArn: acl.attrArn,
        logDestinationConfigs: [this.arnOf(group)],
        redactedFields: [...CREDENTIAL_HEADERS.map((Name) => ({ singleHeader: { Name } })), { queryString: {} }],
      });
      logging.node.addDependency(policy);
    }
  }

  /** WAF takes the ARN without the `:*` at the end of CloudFormation's. */
  private arnOf({ logGroupName }: LogGroup): string {
    const resource = { service: "logs", resource: "log-group", resourceName: logGroupName };
    return Stack.of(this).formatArn({ ...resource, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  }
}
