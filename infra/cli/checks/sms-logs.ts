import type { Account } from "../account.ts";
import type { Check } from "./finding.ts";

/** Where SNS logs its deliveries, and whether it keeps them for ever. */
interface LogGroup {
  logGroupName: string;
  retentionInDays?: number;
}

const namesIn = ({ id, region }: Account) => {
  const name = `sns/${region}/${id}/DirectPublishToPhoneNumber`;
  return [name, `${name}/Failure`];
};

/** Gives those that are there. */
export async function smsLogGroups(account: Account): Promise<LogGroup[]> {
  const [prefix, ...others] = namesIn(account) as [string, string];
  const asked = JSON.stringify({ logGroupNamePrefix: prefix });
  const answer = await account.call("logs", asked, "Logs_20140328.DescribeLogGroups");
  const groups: LogGroup[] = JSON.parse(answer).logGroups;
  return groups.filter(({ logGroupName }) => [prefix, ...others].includes(logGroupName));
}

/** SNS makes these groups by itself, and keeps for ever what stands in them: numbers of people. */
export const smsLogs: Check = async ({ deployment: { logDays }, account }) => {
  const groups = await smsLogGroups(account);
  const kept = new Map(groups.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays]));
  const endless = namesIn(account).filter((name) => kept.get(name) === undefined);
  if (endless.length === 0) return { state: "done", says: `kept for ${[...kept.values()].join(" and ")} days` };
  const region = `--region ${account.region}`;
  return {
    state: "to do",
    says: "SNS keeps its delivery logs, with the numbers of people, for ever. Give them an end:",
    commands: endless.flatMap((name) => [
      ...(kept.has(name) ? [] : [`aws logs create-log-group --log-group-name ${name} ${region}`]),
      `aws logs put-retention-policy --log-group-name ${name} --retention-in-days ${logDays} ${region}`,
    ]),
  };
};
