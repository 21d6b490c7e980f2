import { Aws, Stack } from "aws-cdk-lib";
import type { CfnGraphQLApi } from "aws-cdk-lib/aws-appsync";
import { ManagedPolicy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";

/** Adds the policy that lets a backend's role call the API. The settings have to name the role, too. */
export function addCallPolicy(scope: Construct, api: CfnGraphQLApi, { prefix }: Deployment): ManagedPolicy {
  const policy = new ManagedPolicy(scope, "CallPolicy", {
    managedPolicyName: `${prefix}-call-${Aws.REGION}`,
    description: "Lets a backend call the API of one-time passwords. The settings have to name its role, too.",
    statements: [new PolicyStatement({ actions: ["appsync:GraphQL"], resources: [`${api.attrArn}/*`] })],
  });
  acknowledge(
    policy,
    `IAM5[Resource::<${Stack.of(scope).getLogicalId(api)}.Arn>/*]`,
    "The wildcard stands for the fields of this one API: the schema limits those that IAM may call, and the tenant limits what they return",
  );
  return policy;
}
