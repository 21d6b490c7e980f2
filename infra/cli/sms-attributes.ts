import { GetSMSAttributesCommand, SetSMSAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { Deployment } from "../stage.ts";

/**
 * What SNS keeps for all SMS of an account in a region, whoever sends them. No template resource has it, so the deploy itself
 * sets and checks it (S21).
 */
export type SmsAttributes = Record<string, string>;

export interface Change {
  name: string;
  /** What somebody set it to, if anybody did. */
  from: string | undefined;
  to: string;
}

const ROLE = "DeliveryStatusIAMRole";

/** @param roleArn by which SNS writes its delivery logs; there is none before the first deploy */
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

/** What is not as it is wanted. A role that another stage or somebody else set stays: it logs what this stage's would. */
export const changesOf = (present: SmsAttributes, wanted: SmsAttributes, { prefix }: Deployment): Change[] =>
  Object.entries(wanted)
    .map(([name, to]) => ({ name, from: present[name] || undefined, to }))
    .filter(({ name, from, to }) => from !== to && (name !== ROLE || from === undefined || isOfStage(from, prefix)));

/** Of these the ones that somebody chose otherwise. */
export const replaced = (changes: Change[]): Change[] =>
  changes.filter(({ name, from }) => from !== undefined && name !== ROLE);

/** CloudFormation names a role after its stack. */
const isOfStage = (role: string, prefix: string) => role.includes(`:role/${prefix}-`);

/** Takes a removed stage's role out of SNS, so that the next deploy of another stage sets its own. */
export async function forgetRole(sns: SNSClient, { prefix }: Deployment): Promise<void> {
  const { [ROLE]: role } = await readAttributes(sns);
  if (role && isOfStage(role, prefix)) await setAttribute(sns, ROLE, "");
}
