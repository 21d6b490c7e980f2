import { GetSMSAttributesCommand, SetSMSAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Deployment } from "../../stage.ts";

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

/** Takes a removed stage's role out of SNS's attributes, so that the next deploy of another stage sets its own. */
export async function removeRole(sns: SNSClient, { prefix }: Deployment): Promise<void> {
  const { [ROLE]: role } = await readAttributes(sns);
  if (role && isOfStage(role, prefix)) await setAttribute(sns, ROLE, "");
}
