import type { Deployment } from "../stage.ts";
import type { Account } from "./aws/account.ts";
import type { Outputs } from "./outputs.ts";

/** Says how to use a stage that is deployed. */
export function nextSteps(
  { stage, alarms, backends, page }: Deployment,
  { region }: Account,
  outputs: Outputs,
): string {
  const records = Object.entries(outputs).filter(([name]) => name.startsWith("dkimRecord"));
  const roles = Object.keys(backends);
  const steps = [
    records.length > 0 &&
      `Enter these records in the DNS of the domain that e-mails come from:
${records.map(([, record]) => `  ${record}`).join("\n")}`,
    page.publish &&
      page.domain !== undefined &&
      `Enter the page's name in the DNS (at the top of a zone, as an alias of the same target):
  ${page.domain} CNAME ${outputs.pageHost}`,
    page.publish && `The page is at ${outputs.pageUrl}`,
    `Create a user, who receives an e-mail with a first password:
  aws cognito-idp admin-create-user --user-pool-id ${outputs.userPoolId} --region ${region} \\
    --username <e-mail> --desired-delivery-mediums EMAIL --user-attributes \\
    Name=email,Value=<e-mail> Name=email_verified,Value=true \\
    Name=phone_number,Value=<+number> Name=phone_number_verified,Value=true
  An operator is a user in the group admin, who signs in through the app client ${outputs.operatorsClientId} (operatorsClientId):
  aws cognito-idp admin-add-user-to-group --user-pool-id ${outputs.userPoolId} --region ${region} \\
    --username <e-mail> --group-name admin`,
    `Let a backend call: name its role in stages.${stage}.backends, deploy, and attach the call policy:
${(roles.length > 0 ? roles : ["<role>"])
  .map((role) => `  aws iam attach-role-policy --role-name ${role} --policy-arn ${outputs.callPolicyArn}`)
  .join("\n")}
  A backend outside AWS is an API client, which an operator registers: docs/api-clients.md`,
    alarms.email === undefined
      ? `Nobody receives the alarms yet: set stages.${stage}.alarms.email, and deploy.`
      : `Alarms go to ${alarms.email}, once the link in AWS's e-mail has been followed.`,
  ];
  return `${steps.filter((step) => step !== false).join("\n\n")}\n`;
}
