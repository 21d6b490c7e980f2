import type { Deployment } from "../stage.ts";
import type { Account } from "./account.ts";
import type { StackResource } from "./stack-resources.ts";

/** Gives what outlives a stack, by name, and how to end it (F09). */
export function leftovers(
  resources: StackResource[],
  logGroups: { logGroupName: string }[],
  { domain }: Deployment,
  { region }: Account,
): string {
  const at = `--region ${region}`;
  const deleted = resources.filter(({ status }) => status === "DELETE_COMPLETE");
  const keys = deleted.filter(({ type }) => type === "AWS::KMS::Key");
  const lines = [
    ...resources.filter((each) => !deleted.includes(each)).map(({ type, name }) => `${type} ${name}: is still there`),
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
