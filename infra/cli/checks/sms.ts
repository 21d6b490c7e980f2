import { GetSMSSandboxAccountStatusCommand } from "@aws-sdk/client-sns";
import { changesOf, readAttributes, wantedAttributes } from "../sms-attributes.ts";
import type { Check } from "./finding.ts";

/** Whether SMS may go to anybody. */
export const smsSandbox: Check = async ({ account }) => {
  const { IsInSandbox } = await account.sns.send(new GetSMSSandboxAccountStatusCommand());
  if (!IsInSandbox) return { state: "done", says: "the account is in production" };
  const number = `--phone-number <your own number> --region ${account.region}`;
  return {
    state: "to do",
    says: "only verified numbers get SMS. Verify your own, and ask AWS to let the account out:",
    commands: [
      `aws sns create-sms-sandbox-phone-number ${number}`,
      `aws sns verify-sms-sandbox-phone-number ${number} --one-time-password <what arrived>`,
      `https://console.aws.amazon.com/sns/v3/home?region=${account.region}#/mobile/text-messaging   # Exit SMS sandbox`,
    ],
  };
};

/** Whether the account's attributes of SMS are as the settings want them. */
export const smsAttributes: Check = async ({ deployment, account }) => {
  const present = await readAttributes(account.sns);
  const changes = changesOf(present, wantedAttributes(deployment), deployment);
  const shown = changes.map(({ name, from, to }) => `${name} ${from ?? "(unset)"} -> ${to}`);
  if (!present.DeliveryStatusIAMRole) shown.push("DeliveryStatusIAMRole (unset) -> this stage's");
  if (shown.length > 0) return { state: "now", says: `of all SMS in this region: ${shown.join(", ")}` };
  const { MonthlySpendLimit, DeliveryStatusIAMRole } = present;
  const says = `at most ${MonthlySpendLimit} USD a month; deliveries are logged by ${DeliveryStatusIAMRole}`;
  return { state: "done", says };
};
