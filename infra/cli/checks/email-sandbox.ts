import { GetSendQuotaCommand } from "@aws-sdk/client-ses";
import type { Check } from "./finding.ts";

/** E-mails a day that an account may send before AWS has let it into production. */
const SANDBOX_QUOTA = 200;

/** Whether e-mails may go to anybody. */
export const emailSandbox: Check = async ({ deployment, account }) => {
  const { Max24HourSend = 0, SentLast24Hours = 0 } = await account.ses.send(new GetSendQuotaCommand());
  const says = `${SentLast24Hours} of ${Max24HourSend < 0 ? "any number of" : Max24HourSend} e-mails a day are sent`;
  if (Max24HourSend < 0 || Max24HourSend > SANDBOX_QUOTA) return { state: "done", says };
  return {
    state: "to do",
    says: `${says}: the account is in SES's sandbox, where only verified addresses get mail. Ask for production:`,
    commands: [
      `aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL --contact-language EN \\
  --website-url https://${deployment.domain} --region ${account.region} \\
  --use-case-description "One-time passwords, each asked for by the person who gets it"`,
      `aws sesv2 create-email-identity --email-identity <your own address> --region ${account.region}   # until then`,
    ],
  };
};
