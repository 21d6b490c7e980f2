import { GetSMSAttributesCommand, SetSMSAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Deployment } from "../../stage.ts";
import type { Account } from "./account.ts";
import type { StackResource } from "./stack.ts";

/**
 * SNS's attributes for all SMS of an account in a region, whoever sends them. No template resource has them, so the deploy command
 * sets and checks them (S21).
 */
export type SmsAttributes = Record<string, string>;

export interface AttributeChange {
  name: string;
  /** The value that somebody set; undefined if nobody did. */
  from: string | undefined;
  to: string;
}

const ROLE = "DeliveryStatusIAMRole";

/** @param roleArn the role by which SNS writes its delivery logs; it does not exist before the first deploy */
export const wantedAttributes = ({ smsMonthlyUsd }: Deployment, roleArn?: string): SmsAttributes => ({
  MonthlySpendLimit: `${smsMonthlyUsd}`,
  DefaultSMSType: "Transactional",
  DeliveryStatusSuccessSamplingRate: "100",
  ...(roleArn === undefined ? {} : { [ROLE]: roleArn }),
});

export async function readAttributes(sns: SNSClient): Promise<SmsAttributes> {
  return (await sns.send(new GetSMSAttributesCommand())).attributes ?? {};
}

/** @throws Error of SNS, e.g. InvalidParameterException for a spend limit above what AWS allows the account */
export const setAttribute = (sns: SNSClient, name: string, value: string) =>
  sns.send(new SetSMSAttributesCommand({ attributes: { [name]: value } }));

/**
 * Compares the attributes with the wanted ones. A role that another stage or somebody else set is kept, because it logs the same
 * deliveries as this stage's would.
 */
export const changesOf = (present: SmsAttributes, wanted: SmsAttributes, { prefix }: Deployment): AttributeChange[] =>
  Object.entries(wanted)
    .map(([name, to]) => ({ name, from: present[name] || undefined, to }))
    .filter(({ name, from, to }) => from !== to && (name !== ROLE || from === undefined || isOfStage(from, prefix)));

/** @returns the changes that would replace a value that somebody chose */
export const replacements = (changes: AttributeChange[]): AttributeChange[] =>
  changes.filter(({ name, from }) => from !== undefined && name !== ROLE);

/** CloudFormation names a role after its stack. */
const isOfStage = (role: string, prefix: string) => role.includes(`:role/${prefix}-`);

/**
 * Takes a stage's role, which is removed, out of SNS's attributes, so that the next deploy of another stage sets its own.
 *
 * @returns a line that says what to do if AWS refused it
 */
export async function removeRole({ sns, region }: Account, { prefix }: Deployment): Promise<string | undefined> {
  try {
    const { [ROLE]: role } = await readAttributes(sns);
    if (role && isOfStage(role, prefix)) await setAttribute(sns, ROLE, "");
  } catch (error) {
    const { name, message } = error as Error;
    return `SNS's attribute ${ROLE}, which may still name this stage's role: set another stage's smsLogsRoleArn, or an empty value, by aws sns set-sms-attributes --attributes ${ROLE}=<ARN> --region ${region} (${name}: ${message})`;
  }
}

/** Whether a resource of a stack is its role for SNS's delivery logs. */
export const isSmsLogsRole = ({ type, name }: StackResource): boolean =>
  type === "AWS::IAM::Role" && name.includes("-DeliverySmsLogsRole");
