import { GetSMSSandboxAccountStatusCommand } from "@aws-sdk/client-sns";
import { changesOf, readAttributes, wantedAttributes } from "../aws/sms-attributes.ts";
import type { Check } from "./check.ts";

/** Checks that SMS may go to any number. */
export const smsSandbox: Check = async ({ account }) => {
  const { IsInSandbox } = await account.sns.send(new GetSMSSandboxAccountStatusCommand());
  if (!IsInSandbox) return { state: "done", message: "The account may send SMS to any number." };
  const number = `--phone-number <your own number> --region ${account.region}`;
  return {
    state: "to do",
    message:
      "The account is in SNS's sandbox: only verified numbers receive SMS. Verify yours, and ask AWS to let the account out:",
    commands: [
      `aws sns create-sms-sandbox-phone-number ${number}`,
      `aws sns verify-sms-sandbox-phone-number ${number} --one-time-password <the code that arrived>`,
      `https://console.aws.amazon.com/sns/v3/home?region=${account.region}#/mobile/text-messaging   # Exit SMS sandbox`,
    ],
  };
};

/** Checks that the account's attributes for SMS are what the settings want. */
export const smsAttributes: Check = async ({ deployment, account }) => {
  const present = await readAttributes(account.sns);
  const changes = changesOf(present, wantedAttributes(deployment), deployment);
  const shown = changes.map(({ name, from, to }) => `${name} ${from ?? "(unset)"} -> ${to}`);
  if (!present.DeliveryStatusIAMRole) shown.push("DeliveryStatusIAMRole (unset) -> this stage's role");
  if (shown.length > 0) {
    return {
      state: "automatic",
      message: `The deploy changes, for all SMS of the account in this region: ${shown.join(", ")}.`,
    };
  }
  const { MonthlySpendLimit, DeliveryStatusIAMRole } = present;
  const message = `SNS spends at most ${MonthlySpendLimit} USD a month, and logs deliveries with the role ${DeliveryStatusIAMRole}.`;
  return { state: "done", message };
};
