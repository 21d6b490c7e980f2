import { Aws } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";

/**
 * Adds the role by which SNS logs deliveries of SMS; the deploy command tells SNS to use it, because no template can. No condition
 * narrows who may take it: SNS documents neither an account nor an ARN that it comes with.
 */
export function addSmsLogsRole(scope: Construct): Role {
  const role = new Role(scope, "SmsLogsRole", {
    description: "SNS logs the deliveries of SMS",
    assumedBy: new ServicePrincipal("sns.amazonaws.com"),
  });
  const group = `log-group:sns/${Aws.REGION}/${Aws.ACCOUNT_ID}/DirectPublishToPhoneNumber*`;
  const resource = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:${group}`;
  const actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
  role.addToPolicy(new PolicyStatement({ actions, resources: [resource] }));
  const shown = resource.replace(Aws.PARTITION, "<AWS::Partition>").replaceAll(Aws.REGION, "<AWS::Region>");
  acknowledge(
    role,
    `IAM5[Resource::${shown.replaceAll(Aws.ACCOUNT_ID, "<AWS::AccountId>")}]`,
    "The wildcard stands for SNS's two log groups of SMS deliveries, and for their streams, which SNS names itself",
  );
  return role;
}
