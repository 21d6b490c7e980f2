import { describe, expect, test } from "vitest";
import { ACCOUNT, nameArn, numberArn } from "../aws.ts";
import { OWN } from "../support.ts";
import { resultsOf } from "./support.ts";

test("S21: the check of SMS attributes is done when they are as wanted, and names the spend limit and a missing role", async () => {
  const wanted = {
    MonthlySpendLimit: "1",
    DefaultSMSType: "Transactional",
    DeliveryStatusSuccessSamplingRate: "100",
  };
  const DeliveryStatusIAMRole = "arn:aws:iam::111122223333:role/Logs";
  const { "SMS attributes": all } = await resultsOf({}, OWN, { ...wanted, DeliveryStatusIAMRole });
  expect(all).toEqual({ state: "done", message: expect.stringContaining("at most 1 USD a month") });
  const { "SMS attributes": unlogged } = await resultsOf({}, OWN, wanted);
  expect(unlogged).toEqual({ state: "automatic", message: expect.stringContaining("DeliveryStatusIAMRole (unset)") });
});

describe("F13: the check of the policies by which SNS may send from numbers and names", () => {
  const numbers = ["+18005550100", "+18005550101"].map((PhoneNumber) => ({
    PhoneNumber,
    Iso2CountryCode: "US",
    Status: "ACTIVE",
  }));
  const [first, second] = numbers.map(({ PhoneNumber }) => numberArn(PhoneNumber)) as [string, string];
  const allow = (more: object = {}) => ({
    Statement: {
      Effect: "Allow",
      Principal: { Service: ["sns.amazonaws.com"] },
      Action: "sms-voice:SendTextMessage",
      ...more,
    },
  });
  const resultWith = async (policies: Record<string, object>, sms = {}, senderIds: string[] = []) =>
    (await resultsOf({ numbers, policies, senderIds }, { ...OWN, sms }))["SMS policy"];
  const commandOf = (arn: string) =>
    expect.stringContaining(`put-resource-policy --region eu-west-1 --resource-arn ${arn} `);

  test("names each number without a policy, with the command that attaches one, as SNS may choose any of them", async () => {
    expect(await resultWith({ [first]: allow() })).toMatchObject({ state: "to do", commands: [commandOf(second)] });
    expect(await resultWith({})).toMatchObject({ state: "to do", commands: [commandOf(first), commandOf(second)] });
    expect(await resultWith({ [first]: allow(), [second]: allow() })).toMatchObject({ state: "done" });
  });

  test("looks only at the number in the settings if there is one, and at a name only if the settings have it", async () => {
    const sms = { originationNumber: "+18005550101" };
    expect(await resultWith({ [second]: allow() }, sms)).toEqual({
      state: "done",
      message: "SNS may send from +18005550101.",
    });
    expect(await resultWith({ [first]: allow() }, sms)).toMatchObject({
      state: "to do",
      commands: [commandOf(second)],
    });
    const named = { ...sms, senderId: "SHOP" };
    const found = await resultWith({ [second]: allow() }, named, ["SHOP", "OTHER"]);
    expect(found).toMatchObject({ state: "to do", commands: [commandOf(nameArn("SHOP"))] });
  });

  test.each([
    ["for this account", { Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } } }, "done"],
    ["for every action", { Action: "*" }, "done"],
    ["for another account", { Condition: { StringEquals: { "aws:SourceAccount": "999999999999" } } }, "to do"],
    ["under a condition that is not judged", { Condition: { Bool: { "aws:SecureTransport": "true" } } }, "to do"],
    ["for another service", { Principal: { Service: "connect.amazonaws.com" } }, "to do"],
    ["for another action", { Action: ["sms-voice:DescribePhoneNumbers"] }, "to do"],
    ["by a Deny", { Effect: "Deny" }, "to do"],
  ])("a policy that names SNS %s: '%s' is '%s'", async (_, more, state) => {
    expect(await resultWith({ [first]: allow(more) }, { originationNumber: "+18005550100" })).toMatchObject({ state });
  });

  test("the command keeps what a policy says already, and the check is content once it was run", async () => {
    const theirs = {
      Effect: "Allow",
      Principal: { Service: "connect.amazonaws.com" },
      Action: "sms-voice:SendTextMessage",
    };
    const sms = { originationNumber: "+18005550100" };
    const found = await resultWith({ [first]: { Version: "2012-10-17", Statement: [theirs] } }, sms);
    const attached = JSON.parse(/--policy '(.*)'$/s.exec(found?.commands?.[0] ?? "")?.[1] ?? "");
    expect(attached.Statement).toEqual([theirs, expect.objectContaining({ Resource: first })]);
    expect(await resultWith({ [first]: attached }, sms)).toMatchObject({ state: "done" });
  });

  test("is unknown if the deployer may not ask", async () => {
    const { "SMS policy": result } = await resultsOf({ denied: ["DescribePhoneNumbers"] });
    expect(result).toMatchObject({ state: "unknown", message: "AccessDeniedException: not allowed" });
  });
});
