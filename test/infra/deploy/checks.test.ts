import { describe, expect, test } from "vitest";
import { checkAccount, listed } from "../../../infra/checks/index.ts";
import { openAccount } from "../../../infra/deploy/account.ts";
import { findStack, resourcesOf } from "../../../infra/deploy/stack-resources.ts";
import { deploymentOf } from "../../../infra/stage.ts";
import { settingsFrom } from "../../../read-settings.ts";
import { type FakeAccount, signIn, startAws } from "./aws.ts";
import { OWN } from "./support.ts";

/** What the checks say of an account, by subject. */
async function findings(over: Partial<FakeAccount>, overrides: object = OWN, smsAttributes = {}) {
  await startAws(over, smsAttributes);
  const account = await openAccount();
  const deployment = deploymentOf("dev", settingsFrom(overrides));
  const resources = async () => {
    const stack = await findStack(account.call, deployment.prefix);
    return stack ? resourcesOf(account.call, stack.id) : [];
  };
  const checked = await checkAccount({ deployment, account, resources });
  return Object.fromEntries(checked.map(({ subject, ...finding }) => [subject, finding]));
}

const identity = (name: string) => ({ type: "AWS::SES::EmailIdentity", name, status: "CREATE_COMPLETE" });
const OWNED = { protected: false, resources: [{ ...identity("x"), type: "AWS::KMS::Key" }, identity("mail.shop.dev")] };
const existing = { ...OWN, stages: { dev: { emailIdentity: "EXISTING" } } };
const allow = (...countries: string[]) => ({
  ...OWN,
  destinations: { allow: countries.map((country, index) => ({ prefix: `+${index + 2}`, country })) },
});
const number = (Iso2CountryCode: string, Status = "ACTIVE") => [
  { PhoneNumber: "+18005550100", Iso2CountryCode, Status },
];

describe("F13: what a first deploy needs is said before anything is created, each with its command", () => {
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
    ["no bootstrap", "bootstrap", "first", /^npx cdk bootstrap aws:/, { bootstrap: null }],
    ["an old bootstrap", "bootstrap", "first", /^npx cdk bootstrap aws:/, { bootstrap: 5 }],
    ["a bootstrap", "bootstrap", "done", null, {}],
    ["the settings' own example", "e-mail domain", "first", /settings\.json$/, {}, {}],
    ["no identity, ours to make", "e-mail domain", "now", null, {}],
    [
      "no identity, theirs to make",
      "e-mail domain",
      "to do",
      /create-email-identity --email-identity mail/,
      {},
      existing,
    ],
    [
      "an identity that another made",
      "e-mail domain",
      "first",
      /EXISTING/,
      { identities: { "mail.shop.dev": "Success" } },
    ],
    [
      "our identity, pending",
      "e-mail domain",
      "to do",
      /dkim/,
      { identities: { "mail.shop.dev": "Pending" }, stack: OWNED },
    ],
    ["our identity", "e-mail domain", "done", null, { identities: { "mail.shop.dev": "Success" }, stack: OWNED }],
    [
      "their identity, pending",
      "e-mail domain",
      "to do",
      /get-email-identity/,
      { identities: { "mail.shop.dev": "Pending" } },
      existing,
    ],
    ["their identity", "e-mail domain", "done", null, { identities: { "mail.shop.dev": "Success" } }, existing],
    ["SES's sandbox", "e-mail sandbox", "to do", /put-account-details --production-access/, { emailsADay: 200 }],
    ["SES in production", "e-mail sandbox", "done", null, { emailsADay: 201 }],
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
    ["a number of the US", "SMS origin", "done", null, {}],
    ["a number of the US, for Puerto Rico", "SMS origin", "done", null, {}, allow("PR")],
    ["a number of the US, for Canada", "SMS origin", "to do", /--iso-country-code CA/, {}, allow("CA")],
    [
      "a number in the settings that is not ours",
      "SMS origin",
      "to do",
      /list-origination-numbers/,
      {},
      { ...OWN, sms: { originationNumber: "+18005550199" } },
    ],
    ["Germany", "SMS origin", "done", null, { numbers: [] }, allow("DE")],
    [
      "India, without a sender's name",
      "SMS origin",
      "to do",
      /sms-voice\/home\?region=eu-west-1/,
      { numbers: [] },
      allow("IN", "DE"),
    ],
    ["India, with one", "SMS origin", "?", /describe-sender-ids/, {}, { ...allow("IN"), sms: { senderId: "SHOP" } }],
    ["new attributes of SMS", "SMS attributes", "now", null, {}],
    [
      "logs that SNS keeps for ever",
      "SMS logs",
      "to do",
      /put-retention-policy .*--retention-in-days 14/,
      { logGroups: [] },
    ],
    ["logs that end", "SMS logs", "done", null, {}],
  ])("%s: %s is '%s'", async (_what, subject, state, command, over, settings) => {
    const { [subject]: finding } = await findings(over, settings);
    expect(finding).toMatchObject({ state, says: expect.any(String) });
    const commands = finding?.commands?.join("\n");
    if (command) expect(commands).toMatch(new RegExp(command, "m"));
    else expect(commands).toBeUndefined();
  });

  test("S21: attributes of SMS that are as wanted are done, and named", async () => {
    const wanted = {
      MonthlySpendLimit: "1",
      DefaultSMSType: "Transactional",
      DeliveryStatusSuccessSamplingRate: "100",
    };
    const DeliveryStatusIAMRole = "arn:aws:iam::111122223333:role/Logs";
    const { "SMS attributes": all } = await findings({}, OWN, { ...wanted, DeliveryStatusIAMRole });
    expect(all).toEqual({ state: "done", says: expect.stringContaining("at most 1 USD a month") });
    const { "SMS attributes": unlogged } = await findings({}, OWN, wanted);
    expect(unlogged).toEqual({ state: "now", says: expect.stringContaining("DeliveryStatusIAMRole (unset)") });
  });

  test("what the deployer may not ask is said, and stops nothing else", async () => {
    const found = await findings({ denied: ["GetSendQuota"] });
    expect(found["e-mail sandbox"]).toEqual({ state: "?", says: expect.stringContaining("not allowed: GetSendQuota") });
    expect(found.bootstrap?.state).toBe("done");
  });

  test("a finding is a line, and its commands stand below it", () => {
    const finding = { subject: "bootstrap", state: "first" as const, says: "lacks", commands: ["one", "two"] };
    expect(listed([finding])).toBe("  first  bootstrap       lacks\n           one\n           two");
  });
});

describe("F13: who deploys, and where to, is said first", () => {
  test.each([
    { without: "a region", env: { AWS_REGION: undefined }, says: "there is no AWS region" },
    { without: "credentials", env: { AWS_ACCESS_KEY_ID: undefined }, says: "there are no AWS credentials" },
  ])("without $without it says how to sign in", async ({ env, says }) => {
    signIn(env);
    const failure = await openAccount().catch(({ message }: Error) => message);
    expect(failure).toContain(says);
    expect(failure).toContain("aws sso login");
  });

  test("credentials that AWS does not take are not gone on with", async () => {
    await startAws({ denied: ["GetCallerIdentity"] });
    await expect(openAccount()).rejects.toThrow("AWS does not take the credentials (AccessDenied: not allowed");
  });
});
