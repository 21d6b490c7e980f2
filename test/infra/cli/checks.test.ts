import { describe, expect, test } from "vitest";
import { openAccount } from "../../../infra/cli/account.ts";
import { checkAccount, listed } from "../../../infra/cli/checks/index.ts";
import { sceneOf } from "../../../infra/cli/scene.ts";
import { deploymentOf } from "../../../infra/stage.ts";
import { settingsFrom } from "../../../settings/read.ts";
import { type FakeAccount, type FakeResource, signIn, startAws } from "./aws.ts";
import { OWN } from "./support.ts";

/** What the checks say of an account, by subject. */
async function findings(over: Partial<FakeAccount>, overrides: object = OWN, smsAttributes = {}) {
  await startAws(over, smsAttributes);
  const account = await openAccount();
  const deployment = deploymentOf("dev", settingsFrom(overrides));
  const checked = await checkAccount(sceneOf(deployment, account));
  return Object.fromEntries(checked.map(({ subject, ...finding }) => [subject, finding]));
}

const resource = (type: string, name: string, status = "CREATE_COMPLETE") => ({ type, name, status });
const KEY = resource("AWS::KMS::Key", "x");
/** A stack that stands, and sends from an address. */
const sending = (from: string, ...more: FakeResource[]) => ({
  protected: false,
  resources: [KEY, ...more],
  template: { Condition: { StringEquals: { "ses:FromAddress": from } } },
});
const OWNED = sending("no-reply@mail.shop.dev", resource("AWS::SES::EmailIdentity", "mail.shop.dev"));
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
    [
      "our identity, pending below a verified one",
      "e-mail domain",
      "to do",
      /dkim/,
      { identities: { "mail.shop.dev": "Pending", "shop.dev": "Success" }, stack: OWNED },
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

  test.each<[by: string, identities: Record<string, string>, says: string]>([
    ["its domain", { "mail.shop.dev": "Success" }, "mail.shop.dev is verified"],
    ["a domain above it", { "shop.dev": "Success" }, "shop.dev is verified"],
    ["a domain above a pending one", { "mail.shop.dev": "Pending", "shop.dev": "Success" }, "shop.dev is verified"],
    ["itself", { "no-reply@mail.shop.dev": "Success" }, "no-reply@mail.shop.dev is verified"],
  ])("an address is sent from by an identity of %s", async (_by, identities, says) => {
    const { "e-mail domain": finding } = await findings({ identities }, existing);
    expect(finding).toEqual({ state: "done", says });
  });

  test.each([
    ["shop.dev", "its three CNAME records"],
    ["no-reply@mail.shop.dev", "the link in SES's mail"],
  ])("what waits is named, and for what: %s", async (name, what) => {
    const { "e-mail domain": finding } = await findings({ identities: { [name]: "Pending" } }, existing);
    expect(finding).toMatchObject({ state: "to do", says: expect.stringContaining(`${name} waits for ${what}`) });
    expect(finding?.commands?.join()).toContain(`get-email-identity --email-identity ${name} `);
  });

  test("a top-level domain, or the domain of somebody else, is no identity of the sender's", async () => {
    const identities = { dev: "Success", "other.dev": "Success", "other@mail.shop.dev": "Success" };
    const { "e-mail domain": finding } = await findings({ identities }, existing);
    expect(finding).toMatchObject({ state: "to do", says: expect.stringContaining("SES has no identity of") });
  });

  test("a first deploy that would make one, where another covers the sender, says that none is needed", async () => {
    const { "e-mail domain": finding } = await findings({ identities: { "shop.dev": "Success" } });
    expect(finding).toEqual({
      state: "now",
      says: expect.stringMatching(/shop\.dev is verified and would do.*EXISTING/),
    });
  });

  test("a stage that sends by a domain above makes no identity that would have to wait", async () => {
    const stack = sending("no-reply@mail.shop.dev");
    const { "e-mail domain": finding } = await findings({ identities: { "shop.dev": "Success" }, stack });
    expect(finding).toMatchObject({ state: "first", commands: [expect.stringContaining("EXISTING")] });
  });

  test("a stage that made the identity and is to use an existing one is warned that no stack has it then", async () => {
    const { "e-mail domain": finding } = await findings(
      { identities: { "mail.shop.dev": "Success" }, stack: OWNED },
      existing,
    );
    expect(finding).toMatchObject({
      state: "now",
      says: expect.stringMatching(/^lets go of .*mail\.shop\.dev.*it stays/),
    });
  });

  test("an identity that a stack let go of is its own no more", async () => {
    const stack = sending(
      "no-reply@mail.shop.dev",
      resource("AWS::SES::EmailIdentity", "mail.shop.dev", "DELETE_SKIPPED"),
    );
    const identities = { "mail.shop.dev": "Success" };
    expect((await findings({ identities, stack }))["e-mail domain"]).toMatchObject({ state: "first" });
    expect((await findings({ identities, stack }, existing))["e-mail domain"]).toMatchObject({ state: "done" });
  });

  describe("a stage that sends goes over to another sender when SES has verified that one, and not before", () => {
    const OLD = sending("no-reply@old.dev", resource("AWS::SES::EmailIdentity", "old.dev"));
    const old = { "old.dev": "Success" };
    test.each<
      [
        what: string,
        state: string,
        commands: RegExp[],
        identities: Record<string, string>,
        settings?: object,
        stack?: object,
      ]
    >([
      ["no identity", "first", [/create-email-identity .* mail\.shop\.dev/, /get-email-identity/, /EXISTING/], old],
      ["no identity, theirs to make", "first", [/create-email-identity/, /get-email-identity/], old, existing],
      ["a pending one", "first", [/get-email-identity/], { ...old, "mail.shop.dev": "Pending" }, existing],
      ["a pending one above", "first", [/--email-identity shop\.dev/], { ...old, "shop.dev": "Pending" }, existing],
      ["a verified one, and CREATE", "first", [/EXISTING/], { ...old, "mail.shop.dev": "Success" }],
      ["a verified one", "done", [], { ...old, "mail.shop.dev": "Success" }, existing],
      ["none, while the old one never sent", "now", [], { "old.dev": "Pending" }],
      [
        "none, after a first deploy that was rolled back",
        "now",
        [],
        old,
        OWN,
        { ...OLD, resources: [resource("AWS::KMS::Key", "x", "DELETE_COMPLETE")] },
      ],
    ])("%s: '%s'", async (_what, state, commands, identities, settings, stack = OLD) => {
      const { "e-mail domain": finding } = await findings({ identities, stack: stack as typeof OLD }, settings);
      expect(finding?.state).toBe(state);
      expect(finding?.commands ?? []).toEqual(commands.map((command) => expect.stringMatching(command)));
    });

    test("another address of an identity that is not the domain's is another sender, too", async () => {
      const identities = { "login@mail.shop.dev": "Success" };
      const { "e-mail domain": finding } = await findings(
        { identities, stack: sending("login@mail.shop.dev") },
        existing,
      );
      expect(finding).toMatchObject({ state: "first", says: expect.stringContaining("verify mail.shop.dev") });
    });
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
