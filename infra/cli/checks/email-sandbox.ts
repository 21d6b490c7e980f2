import { GetSendQuotaCommand } from "@aws-sdk/client-ses";
import type { Check } from "./check.ts";

/** E-mails a day that an account may send until AWS lets it into production. */
const SANDBOX_QUOTA = 200;

/** Checks that e-mails may go to any address. */
export const emailSandbox: Check = async ({ deployment, account }) => {
  const { Max24HourSend = 0, SentLast24Hours = 0 } = await account.ses.send(new GetSendQuotaCommand());
  const unlimited = Max24HourSend < 0;
  const allowed = unlimited ? "there is no daily limit" : `${Max24HourSend} a day are allowed`;
  const message = `${SentLast24Hours} e-mails were sent in the last 24 hours; ${allowed}.`;
  if (unlimited || Max24HourSend > SANDBOX_QUOTA) return { state: "done", message };
  return {
    state: "to do",
    message: `${message} The account is in SES's sandbox: only verified addresses receive e-mail. Request production access:`,
    commands: [
      `aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --contact-language EN \\
  --website-url https://${deployment.domain} --region ${account.region} \\
  --use-case-description "One-time passwords, each requested by the person who receives it"`,
      `aws sesv2 create-email-identity --email-identity <your own address> --region ${account.region}   # until then`,
    ],
  };
};
