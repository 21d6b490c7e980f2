import { GetIdentityVerificationAttributesCommand, GetSendQuotaCommand } from "@aws-sdk/client-ses";
import type { Check } from "./finding.ts";

/** Domains that nobody can own (RFC 2606). */
const RESERVED = /(^|\.)(example\.(com|net|org)|example|test|invalid|localhost)$/;
/** E-mails a day that an account may send before AWS has let it into production. */
const SANDBOX_QUOTA = 200;

/** Whether the domain that e-mails come from is one that SES lets this account send for. */
export const emailIdentity: Check = async ({ deployment, account, resources }) => {
  const { stage, settings, domain, emailIdentity: made } = deployment;
  if (RESERVED.test(domain)) {
    return {
      state: "first",
      says: `email.from is ${settings.email.from}, whose domain nobody can own: name an address of your own`,
      commands: [
        `echo '{ "email": { "from": "no-reply@<your domain>" } }' > settings.json`,
        "export OTP_SETTINGS=settings.json",
      ],
    };
  }
  const asked = new GetIdentityVerificationAttributesCommand({ Identities: [domain] });
  const { VerificationAttributes = {} } = await account.ses.send(asked);
  const status = VerificationAttributes[domain]?.VerificationStatus;
  if (status === undefined && made === "CREATE") {
    return { state: "now", says: `makes SES's identity of ${domain}; its DNS records come with the outputs` };
  }
  const region = `--region ${account.region}`;
  if (status === undefined) {
    const commands = [`aws sesv2 create-email-identity --email-identity ${domain} ${region}`];
    return { state: "to do", says: `SES has no identity of ${domain}`, commands };
  }
  const own = (await resources()).some(({ type, name }) => type === "AWS::SES::EmailIdentity" && name === domain);
  if (made === "CREATE" && !own) {
    return {
      state: "first",
      says: `${domain} is an identity that another stack or person made: set stages.${stage}.emailIdentity to EXISTING`,
      commands: [`{ "stages": { "${stage}": { "emailIdentity": "EXISTING" } } }   # in the file of OTP_SETTINGS`],
    };
  }
  if (status === "Success") return { state: "done", says: `${domain} is verified` };
  const says = `${domain} waits for its three CNAME records in the DNS (${status}), for up to 72 hours`;
  const shows = `aws sesv2 get-email-identity --email-identity ${domain} --query DkimAttributes ${region}`;
  return { state: "to do", says, commands: own ? [`grep dkim outputs.${stage}.json`] : [shows] };
};

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
