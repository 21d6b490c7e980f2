import { Aws } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";

/**
 * Adds the role by which SNS logs deliveries of SMS; the deploy command tells SNS to use it, because no template can. An SMS has no ARN,
 * so SNS may take the role for anything of this account.
 */
export function addSmsLogsRole(scope: Construct): Role {
  const role = new Role(scope, "SmsLogsRole", {
    description: "SNS logs the deliveries of SMS",
    assumedBy: new ServicePrincipal("sns.amazonaws.com", {
      // [?] SNS does not document that it names the account. If it does not, `IfExists` keeps the logs coming.
      conditions: { StringEqualsIfExists: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
    }),
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
