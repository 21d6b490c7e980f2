import { paginateListOriginationNumbers, type SNSClient } from "@aws-sdk/client-sns";
import type { Check, CheckResult } from "./check.ts";

/** Countries where SMS have to come from a number of one's own; names and shared numbers are refused. [?] for Canada. */
const NUMBER_REQUIRED = ["US", "PR", "VI", "GU", "AS", "MP", "CA"];
/** Where AWS says what each country asks for. Rules change: these lists are of November 2026. */
const RULES = "https://docs.aws.amazon.com/sms-voice/latest/userguide/phone-numbers-sms-by-country.html";
/** Countries where people who send by AWS met rules of another kind (reports of 2024 to 2026): texts, brands or senders that are approved first. */
const OTHER_RULES = ["AT", "BD", "CM", "CN", "ES", "KH"];
/** Countries that keep a register of sender names; AWS has a form for each. */
const NAME_REGISTERED = [
  ...["AE", "AU", "BY", "EG", "FI", "GB", "ID", "IE", "IN", "JO", "KE", "KW", "KZ", "LK", "PH", "QA", "RU", "SA", "SG"],
  ...["TH", "TR", "VN", "ZM"],
];

/** Checks that the account has the numbers and sender names that the allowed countries require. */
export const origination: Check = async ({ deployment, account }) => {
  const { sms, destinations } = deployment.settings;
  const { region } = account;
  const active = await activeNumbers(account.sns);
  const served = [...active.values()];
  const countries = [...new Set(destinations.allow.map(({ country }) => country))];
  const lacking = countries.filter((country) => NUMBER_REQUIRED.includes(country) && !isServed(country, served));
  if (lacking.length > 0) return numberRequired(lacking, region);
  if (sms.originationNumber !== undefined && !active.has(sms.originationNumber)) {
    const message = `sms.originationNumber is ${sms.originationNumber}, but this account has no such active number. Compare:`;
    return { state: "to do", message, commands: [`aws sns list-origination-numbers --region ${region}`] };
  }
  const registered = countries.filter((country) => NAME_REGISTERED.includes(country) && !served.includes(country));
  if (registered.length > 0) return nameRequired(registered, sms.senderId, region);
  const other = countries.filter((country) => OTHER_RULES.includes(country) && !served.includes(country));
  if (other.length > 0) {
    const message = `People who send to ${other.join(", ")} met rules about senders or texts. See what AWS asks for, and register before you send:`;
    return { state: "to do", message, commands: [RULES] };
  }
  const message = `No allowed country is known to require another number or sender name (lists of November 2026; AWS's own: ${RULES}).`;
  return { state: "done", message };
};

/** @returns the account's numbers that can send, each with its country */
async function activeNumbers(client: SNSClient): Promise<Map<string, string>> {
  const active = new Map<string, string>();
  for await (const { PhoneNumbers = [] } of paginateListOriginationNumbers({ client }, {})) {
    for (const { PhoneNumber = "", Iso2CountryCode = "", Status } of PhoneNumbers) {
      // [?] AWS does not list the other values; a number with any of them does not send yet.
      if (Status === "ACTIVE") active.set(PhoneNumber, Iso2CountryCode);
    }
  }
  return active;
}

/** A number of the United States serves their territories, but not Canada. */
const isServed = (country: string, served: string[]) =>
  served.includes(country) ||
  (country !== "CA" && served.some((other) => NUMBER_REQUIRED.includes(other) && other !== "CA"));

function numberRequired(countries: string[], region: string): CheckResult {
  const [country] = countries;
  return {
    state: "to do",
    message: `SMS to ${countries.join(", ")} have to come from an active number of your own, and the account has none. Request one, and register it:`,
    commands: [
      `aws pinpoint-sms-voice-v2 request-phone-number --iso-country-code ${country} --message-type TRANSACTIONAL \\
  --number-capabilities SMS --number-type ${country === "CA" ? "LONG_CODE" : "TOLL_FREE"} --region ${region}`,
    ],
  };
}

function nameRequired(countries: string[], senderId: string | undefined, region: string): CheckResult {
  const register = `Senders of SMS have to be registered in ${countries.join(", ")}`;
  if (senderId === undefined) {
    return {
      state: "to do",
      message: `${register}, and sms.senderId is not set. Register a name, and set it:`,
      commands: [`https://console.aws.amazon.com/sms-voice/home?region=${region}#/registrations`],
    };
  }
  const message = `${register}. SNS does not say whether ${senderId} is; look for it in the list:`;
  return { state: "unknown", message, commands: [`aws pinpoint-sms-voice-v2 describe-sender-ids --region ${region}`] };
}
