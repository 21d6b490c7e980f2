import type { Deployment } from "../stage.ts";
import type { Account } from "./account.ts";
import type { Outputs } from "./outputs.ts";

/** Gives what people do with a stage that stands. */
export function nextSteps({ stage, alarms, backends }: Deployment, { region }: Account, outputs: Outputs): string {
  const records = Object.entries(outputs).filter(([name]) => name.startsWith("dkimRecord"));
  const roles = Object.keys(backends);
  const steps = [
    records.length > 0 &&
      `The domain of e-mails needs these records in its DNS:
${records.map(([, record]) => `  ${record}`).join("\n")}`,
    `A user, who gets a mail with a first password:
  aws cognito-idp admin-create-user --user-pool-id ${outputs.userPoolId} --region ${region} \\
    --username <e-mail> --desired-delivery-mediums EMAIL --user-attributes \\
    Name=email,Value=<e-mail> Name=email_verified,Value=true \\
    Name=phone_number,Value=<+number> Name=phone_number_verified,Value=true
  An operator is one in the group admin:
  aws cognito-idp admin-add-user-to-group --user-pool-id ${outputs.userPoolId} --region ${region} \\
    --username <e-mail> --group-name admin`,
    `A backend: its role in stages.${stage}.backends, a deploy, and
${(roles.length > 0 ? roles : ["<role>"])
  .map((role) => `  aws iam attach-role-policy --role-name ${role} --policy-arn ${outputs.callPolicyArn}`)
  .join("\n")}`,
    alarms.email === undefined
      ? `Nobody is told of alarms: set stages.${stage}.alarms.email, and deploy`
      : `Alarms go to ${alarms.email}, once the link in AWS's mail has been followed`,
  ];
  return `${steps.filter((step) => step !== false).join("\n\n")}\n`;
}
