import { type CountryCode, getCountryCallingCode } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { formatResults } from "../../../../infra/cli/checks/index.ts";
import type { FakeAccount } from "../aws.ts";
import { OWN } from "../support.ts";
import { existing, OWNED, resultsOf } from "./support.ts";

const allow = (...countries: CountryCode[]) => ({
  ...OWN,
  destinations: { allow: countries.map((country) => ({ prefix: `+${getCountryCallingCode(country)}`, country })) },
});
const reserving = (reservedConcurrency: number) => ({ ...OWN, stages: { dev: { reservedConcurrency } } });
const RESERVING_50 = { ...OWNED, template: { ReservedConcurrentExecutions: 50 } };
const number = (Iso2CountryCode: string, Status = "ACTIVE") => [
  { PhoneNumber: "+18005550100", Iso2CountryCode, Status },
];

const texts = (...records: string[]) => ({ texts: { "_dmarc.mail.shop.dev": records } });

describe("F13: the checks say what a first deploy needs before anything is created, each with its command", () => {
  test.each<
    [
      what: string,
      subject: string,
      state: string,
      command: RegExp | null,
      over: Partial<FakeAccount>,
      settings?: object,
    ]
  >([
    ["no bootstrap", "bootstrap", "required", /^npx cdk bootstrap aws:/, { bootstrap: null }],
    ["a bootstrap that is too old", "bootstrap", "required", /^npx cdk bootstrap aws:/, { bootstrap: 5 }],
    ["a current bootstrap", "bootstrap", "done", null, {}],
    [
      "an account's first limit of executions",
      "Lambda limit",
      "to do",
      /request-service-quota-increase .*L-B99A9384/,
      { executions: { limit: 10, unreserved: 10 } },
    ],
    ["the usual limit of executions", "Lambda limit", "done", null, {}],
    ["the usual limit, and a stage that reserves all that it can", "Lambda limit", "done", null, {}, reserving(900)],
    [
      "the usual limit, and a stage that reserves more",
      "Lambda limit",
      "required",
      /--desired-value 1001 .*\n.*"reservedConcurrency": 0/,
      {},
      reserving(901),
    ],
    [
      "an account's first limit, and a stage that reserves executions",
      "Lambda limit",
      "required",
      /--desired-value 1000 /,
      { executions: { limit: 10, unreserved: 10 } },
      reserving(1),
    ],
    [
      "executions that other functions have reserved",
      "Lambda limit",
      "required",
      /--desired-value 1001 /,
      { executions: { limit: 1_000, unreserved: 149 } },
      reserving(50),
    ],
    [
      "executions that the stage itself has reserved",
      "Lambda limit",
      "done",
      null,
      { executions: { limit: 1_000, unreserved: 100 }, stack: RESERVING_50 },
      reserving(50),
    ],
    ["the example address of the settings", "e-mail domain", "required", /settings\.json$/, {}, {}],
    ["no identity of the domain, and the stack to create it", "e-mail domain", "automatic", null, {}],
    [
      "no identity of the domain, and the stack not to create it",
      "e-mail domain",
      "to do",
      /create-email-identity --email-identity mail/,
      {},
      existing,
    ],
    [
      "an identity that another stack created",
      "e-mail domain",
      "required",
      /EXISTING/,
      { identities: { "mail.shop.dev": "Success" } },
    ],
    [
      "the stack's identity pending",
      "e-mail domain",
      "to do",
      /dkim/,
      { identities: { "mail.shop.dev": "Pending" }, stack: OWNED },
    ],
    [
      "the stack's identity pending below a verified one",
      "e-mail domain",
      "to do",
      /dkim/,
      { identities: { "mail.shop.dev": "Pending", "shop.dev": "Success" }, stack: OWNED },
    ],
    [
      "the stack's identity verified",
      "e-mail domain",
      "done",
      null,
      { identities: { "mail.shop.dev": "Success" }, stack: OWNED },
    ],
    [
      "an existing identity pending",
      "e-mail domain",
      "to do",
      /get-email-identity/,
      { identities: { "mail.shop.dev": "Pending" } },
      existing,
    ],
    [
      "an existing identity verified",
      "e-mail domain",
      "done",
      null,
      { identities: { "mail.shop.dev": "Success" } },
      existing,
    ],
    ["SES's sandbox", "e-mail sandbox", "to do", /put-account-details --production-access/, { emailsADay: 200 }],
    ["SES in production", "e-mail sandbox", "done", null, { emailsADay: 201 }],
    ["a DMARC record above the domain", "e-mail policy", "done", null, {}],
    ["a DMARC record of the domain", "e-mail policy", "done", null, texts("v=DMARC1;p=none")],
    [
      "no DMARC record",
      "e-mail policy",
      "to do",
      /^_dmarc\.mail\.shop\.dev {2}TXT {2}"v=DMARC1; p=none; rua=/,
      { texts: {} },
    ],
    [
      "a DMARC record that says nothing",
      "e-mail policy",
      "to do",
      /^_dmarc\./,
      { texts: { "_dmarc.shop.dev": ["v=DMARC1"] } },
    ],
    ["two DMARC records", "e-mail policy", "to do", null, texts("v=DMARC1; p=none", "v=DMARC1; p=reject")],
    ["a DNS that does not answer", "e-mail policy", "unknown", null, { texts: new Error("queryTxt ETIMEOUT") }],
    ["SES without a quota", "e-mail sandbox", "done", null, { emailsADay: -1 }],
    ["SMS's sandbox", "SMS sandbox", "to do", /create-sms-sandbox-phone-number/, { inSmsSandbox: true }],
    ["SMS in production", "SMS sandbox", "done", null, {}],
    ["no number for the US", "SMS origin", "to do", /request-phone-number --iso-country-code US/, { numbers: [] }],
    [
      "a number that is not yet active",
      "SMS origin",
      "to do",
      /request-phone-number/,
      { numbers: number("US", "PENDING") },
    ],
    ["a number of the US and messages to the US", "SMS origin", "done", null, {}],
    ["a number of the US and messages to Puerto Rico", "SMS origin", "done", null, {}, allow("PR")],
    ["a number of the US and messages to Canada", "SMS origin", "to do", /--iso-country-code CA/, {}, allow("CA")],
    [
      "a number in the settings that the account does not have",
      "SMS origin",
      "to do",
      /list-origination-numbers/,
      {},
      { ...OWN, sms: { originationNumber: "+18005550199" } },
    ],
    ["messages to Germany", "SMS origin", "done", null, { numbers: [] }, allow("DE")],
    [
      "messages to India and no sender name",
      "SMS origin",
      "to do",
      /sms-voice\/home\?region=eu-west-1/,
      { numbers: [] },
      allow("IN", "DE"),
    ],
    [
      "messages to India and a sender name",
      "SMS origin",
      "unknown",
      /describe-sender-ids/,
      {},
      { ...allow("IN"), sms: { senderId: "SHOP" } },
    ],
    ["messages to BD, where senders met other rules", "SMS origin", "to do", /^https:/, {}, allow("BD")],
    ["messages to KH, where senders met other rules", "SMS origin", "to do", /^https:/, {}, allow("KH")],
    ["messages to CM, where senders met other rules", "SMS origin", "to do", /^https:/, {}, allow("CM")],
    ["messages to AT, where senders met other rules", "SMS origin", "to do", /^https:/, {}, allow("AT")],
    ["messages to ES, where senders met other rules", "SMS origin", "to do", /^https:/, {}, allow("ES")],
    ["messages to CN, where senders met other rules", "SMS origin", "to do", /^https:/, {}, allow("CN")],
    ["attributes of SMS that nobody set", "SMS attributes", "automatic", null, {}],
    [
      "logs that SNS keeps for ever",
      "SMS logs",
      "to do",
      /put-retention-policy .*--retention-in-days 14/,
      { logGroups: [] },
    ],
    ["SMS logs that end", "SMS logs", "done", null, {}],
  ])("with %s the check '%s' is '%s'", async (_what, subject, state, command, over, settings) => {
    const { [subject]: result } = await resultsOf(over, settings);
    expect(result).toMatchObject({ state, message: expect.any(String) });
    const commands = result?.commands?.join("\n");
    if (command) expect(commands).toMatch(new RegExp(command, "m"));
    else expect(commands).toBeUndefined();
  });

  test("a check that the deployer may not make is unknown, and the other checks still run", async () => {
    const found = await resultsOf({ denied: ["GetSendQuota"] });
    expect(found["e-mail sandbox"]).toEqual({
      state: "unknown",
      message: expect.stringContaining("not allowed: GetSendQuota"),
    });
    expect(found.bootstrap?.state).toBe("done");
  });

  test("a result is printed as a line, with its commands below", () => {
    const result = { name: "bootstrap", state: "required" as const, message: "Missing.", commands: ["one", "two"] };
    expect(formatResults([result])).toBe(
      "  required   bootstrap       Missing.\n               one\n               two",
    );
  });
});
