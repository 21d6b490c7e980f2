import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Account } from "./account.ts";

export interface SmsLogGroup {
  name: string;
  /** Undefined if the logs are kept for ever. */
  retentionDays: number | undefined;
}

/** @returns the names of the two log groups in which SNS records what became of an SMS: delivered, or failed */
export function smsLogGroupNames({ id, region }: Account): [string, string] {
  const name = `sns/${region}/${id}/DirectPublishToPhoneNumber`;
  return [name, `${name}/Failure`];
}

/** @returns those of the two log groups that exist */
export async function findSmsLogGroups(account: Account): Promise<SmsLogGroup[]> {
  const names = smsLogGroupNames(account);
  const { logGroups = [] } = await account.logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: names[0] }));
  return logGroups
    .map(({ logGroupName: name = "", retentionInDays: retentionDays }) => ({ name, retentionDays }))
    .filter(({ name }) => names.includes(name));
}
