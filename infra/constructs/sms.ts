import { Aws } from "aws-cdk-lib";
import { Effect, PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { acknowledge } from "./acknowledge.ts";

/**
 * Allows a role to send SMS. A phone number is not a resource, so `*` allows all of them; the Deny excludes topics again. SNS hands an SMS on to AWS End User
 * Messaging. Its guide wants callers to have rights there ("SMS IAM policies"), and AWS's policy AmazonSNSFullAccess gives this one,
 * under this condition. [?] Whether SNS asks for it with every number.
 */
export function allowSms(role: Role): void {
  role.addToPolicy(new PolicyStatement({ actions: ["sns:Publish"], resources: ["*"] }));
  role.addToPolicy(
    new PolicyStatement({
      actions: ["sms-voice:SendTextMessage"],
      resources: ["*"],
      conditions: { StringEquals: { "aws:CalledViaLast": "sns.amazonaws.com" } },
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ["sns:Publish"],
      resources: [`arn:${Aws.PARTITION}:sns:*:*:*`],
    }),
  );
  acknowledge(
    role,
    "IAM5[Resource::*]",
    "An SMS has no ARN, so sns:Publish is allowed on *; a Deny beside it excludes every topic again. SNS chooses the number that an SMS comes from",
  );
}
