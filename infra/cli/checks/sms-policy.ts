import { admitsSns, findOriginationIdentities, readPolicy, withSns } from "../aws/origination-identities.ts";
import type { Check } from "./check.ts";

/**
 * Checks that SNS may send from the number and the name in the settings, or without a number there, from all of the account's. Numbers
 * and names of before September 2024 have a policy of AWS's own; since then somebody has to attach one.
 */
export const smsPolicy: Check = async ({ deployment: { settings }, account: { id, region, smsVoice } }) => {
  const { originationNumber, senderId } = settings.sms;
  const used = (await findOriginationIdentities(smsVoice)).filter(({ name, kind }) =>
    kind === "name" ? name === senderId : originationNumber === undefined || name === originationNumber,
  );
  const policies = await Promise.all(
    used.map(async ({ name, arn }) => ({ name, arn, policy: await readPolicy(smsVoice, arn) })),
  );
  const lacking = policies.filter(({ policy }) => !admitsSns(policy, id));
  const names = (of: { name: string }[]) => of.map(({ name }) => name).join(", ");
  if (lacking.length > 0) {
    return {
      state: "to do",
      message: `No policy lets SNS send from ${names(lacking)}, and SMS from there fail. Attach one:`,
      commands: lacking.map(
        ({ arn, policy }) => `aws pinpoint-sms-voice-v2 put-resource-policy --region ${region} --resource-arn ${arn} \\
  --policy '${JSON.stringify(withSns(policy, arn, id))}'`,
      ),
    };
  }
  const message =
    used.length > 0 ? `SNS may send from ${names(used)}.` : "No number and no registered name of the account is used.";
  return { state: "done", message };
};
