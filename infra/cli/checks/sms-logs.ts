import { findSmsLogGroups, smsLogGroupNames } from "../aws/sms-log-groups.ts";
import type { Check } from "./check.ts";

/** Checks that SNS's delivery logs end some day: SNS makes the groups without a retention, and they hold people's phone numbers. */
export const smsLogs: Check = async ({ deployment: { logDays }, account }) => {
  const existing = new Map((await findSmsLogGroups(account)).map(({ name, retentionDays }) => [name, retentionDays]));
  const endless = smsLogGroupNames(account).filter((name) => existing.get(name) === undefined);
  if (endless.length === 0) {
    return { state: "done", message: `SNS's delivery logs are kept for ${[...existing.values()].join(" and ")} days.` };
  }
  const region = `--region ${account.region}`;
  return {
    state: "to do",
    message:
      "SNS keeps its delivery logs for ever, and people's phone numbers are in them. Limit how long they are kept:",
    commands: endless.flatMap((name) => [
      ...(existing.has(name) ? [] : [`aws logs create-log-group --log-group-name ${name} ${region}`]),
      `aws logs put-retention-policy --log-group-name ${name} --retention-in-days ${logDays} ${region}`,
    ]),
  };
};
