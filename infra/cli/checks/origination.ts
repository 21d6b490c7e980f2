import { paginateListOriginationNumbers } from "@aws-sdk/client-sns";
import type { Check, Finding } from "./finding.ts";

/** Where SMS come from a number of one's own or not at all: no names, no shared numbers. [?] of Canada. */
const NUMBERED = ["US", "PR", "VI", "GU", "AS", "MP", "CA"];
/** Where senders' names are kept in a register; AWS has a form for each. */
const REGISTERED = [
  ...["AE", "AU", "BY", "EG", "FI", "GB", "ID", "IE", "IN", "JO", "KE", "KW", "KZ", "LK", "PH", "QA", "RU", "SA", "SG"],
  ...["TH", "TR", "VN", "ZM"],
];

/** Whether the account has the numbers and names that SMS into the allowed countries have to come from. */
export const origination: Check = async ({ deployment, account }) => {
  const { sms, destinations } = deployment.settings;
  const { region } = account;
  const own = new Map<string, string>();
  for await (const { PhoneNumbers = [] } of paginateListOriginationNumbers({ client: account.sns }, {})) {
    for (const { PhoneNumber, Iso2CountryCode, Status } of PhoneNumbers) {
      // [?] Which words there are beside ACTIVE; none of them lets a number send.
      if (Status === "ACTIVE") own.set(PhoneNumber as string, Iso2CountryCode as string);
    }
  }
  const countries = [...new Set(destinations.allow.map(({ country }) => country))];
  const ours = [...own.values()];
  const lacking = countries.filter((country) => NUMBERED.includes(country) && !sharing(country, ours));
  if (lacking.length > 0) {
    return {
      state: "to do",
      says: `${lacking.join(", ")} takes SMS from an active number of your own alone, and there is none. Ask for one, and register it:`,
      commands: [
        `aws pinpoint-sms-voice-v2 request-phone-number --iso-country-code ${lacking[0]} --message-type TRANSACTIONAL \\
  --number-capabilities SMS --number-type ${lacking[0] === "CA" ? "LONG_CODE" : "TOLL_FREE"} --region ${region}`,
      ],
    };
  }
  if (sms.originationNumber !== undefined && !own.has(sms.originationNumber)) {
    const says = `sms.originationNumber is ${sms.originationNumber}, which is no active number of this account`;
    return { state: "to do", says, commands: [`aws sns list-origination-numbers --region ${region}`] };
  }
  return registered(
    countries.filter((country) => REGISTERED.includes(country) && !ours.includes(country)),
    sms.senderId,
    region,
  );
};

/** A number of the United States serves their territories, and not Canada. */
const sharing = (country: string, ours: string[]) =>
  ours.includes(country) || (country !== "CA" && ours.some((of) => NUMBERED.includes(of) && of !== "CA"));

function registered(countries: string[], senderId: string | undefined, region: string): Finding {
  if (countries.length === 0) return { state: "done", says: "the allowed countries ask for nothing more" };
  const register = `${countries.join(", ")} keeps a register of senders`;
  if (senderId === undefined) {
    return {
      state: "to do",
      says: `${register}, and sms.senderId is not set: register a name, and set it`,
      commands: [`https://console.aws.amazon.com/sms-voice/home?region=${region}#/registrations`],
    };
  }
  const says = `${register}, and SNS does not tell whether ${senderId} stands in it: look whether it is listed`;
  return { state: "?", says, commands: [`aws pinpoint-sms-voice-v2 describe-sender-ids --region ${region}`] };
}
