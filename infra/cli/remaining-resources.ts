import type { Deployment } from "../stage.ts";
import type { Account } from "./aws/account.ts";
import type { SmsLogGroup } from "./aws/sms-log-groups.ts";
import type { StackResource } from "./aws/stack.ts";

interface Remaining {
  /** A line for each thing that could not be listed or removed. */
  failures: string[];
  /** All resources of the deleted stack, with their status. */
  resources: StackResource[];
  logGroups: SmsLogGroup[];
}

/** Lists what outlives a stack, by name, each with the way to remove it (F09). */
export function formatRemaining(
  { failures, resources, logGroups }: Remaining,
  { domain, sendsSms }: Deployment,
  { region }: Account,
): string {
  const at = `--region ${region}`;
  const deleted = resources.filter(({ status }) => status === "DELETE_COMPLETE");
  const keys = deleted.filter(({ type }) => type === "AWS::KMS::Key");
  const lines = [
    ...failures,
    ...resources.filter((each) => !deleted.includes(each)).map((each) => formatKept(each, at)),
    ...keys.map(
      ({ name }) =>
        `key ${name}: is deleted in 30 days; until then aws kms cancel-key-deletion --key-id ${name} ${at} keeps it`,
    ),
    ...logGroups.map(
      ({ name }) => `log group ${name}, of all stages: aws logs delete-log-group --log-group-name ${name} ${at}`,
    ),
    ...(sendsSms
      ? [`SMS attributes of the account: the spend limit stays in force; aws sns get-sms-attributes ${at} shows them`]
      : []),
    `DNS of ${domain}: the three CNAME records at _domainkey.${domain}`,
    `CDKToolkit, the CDK's stack and bucket: if no other app needs them, aws cloudformation delete-stack --stack-name CDKToolkit ${at}`,
  ];
  return `What remains:\n\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
}

/** SES's identity is kept for every stage, because others may send by it. */
const formatKept = ({ type, name }: StackResource, at: string) =>
  type === "AWS::SES::EmailIdentity"
    ? `SES's identity of ${name}, kept for other stages: if none sends by it, aws sesv2 delete-email-identity --email-identity ${name} ${at}`
    : `${type} ${name}: still exists`;
