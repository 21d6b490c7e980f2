import type { Deployment } from "../stage.ts";
import type { Account } from "./account.ts";
import type { StackResource } from "./stack-resources.ts";

/**
 * Gives what outlives a stack, by name, and how to end it (F09).
 *
 * @param untold of what could not be asked, or not be ended: a line each
 */
export function leftovers(
  resources: StackResource[],
  logGroups: { logGroupName: string }[],
  untold: string[],
  { domain }: Deployment,
  { region }: Account,
): string {
  const at = `--region ${region}`;
  const deleted = resources.filter(({ status }) => status === "DELETE_COMPLETE");
  const keys = deleted.filter(({ type }) => type === "AWS::KMS::Key");
  const lines = [
    ...untold,
    ...resources.filter((each) => !deleted.includes(each)).map((each) => kept(each, at)),
    ...keys.map(
      ({ name }) => `key ${name}: ends in 30 days; until then aws kms cancel-key-deletion --key-id ${name} ${at}`,
    ),
    ...logGroups.map(
      ({ logGroupName }) =>
        `log group ${logGroupName}, of all stages: aws logs delete-log-group --log-group-name ${logGroupName} ${at}`,
    ),
    `SMS attributes of the account: the spend limit stays, and holds; aws sns get-sms-attributes ${at}`,
    `DNS of ${domain}: the three CNAME records at _domainkey.${domain}`,
    `CDKToolkit, the CDK's stack and bucket: aws cloudformation delete-stack --stack-name CDKToolkit ${at}, if no other app needs them`,
  ];
  return `What stays behind:\n\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
}

/** SES's identity is kept of every stage: others may send by it. */
const kept = ({ type, name }: StackResource, at: string) =>
  type === "AWS::SES::EmailIdentity"
    ? `SES's identity of ${name}, for other stages: aws sesv2 delete-email-identity --email-identity ${name} ${at}, if none sends by it`
    : `${type} ${name}: is still there`;
