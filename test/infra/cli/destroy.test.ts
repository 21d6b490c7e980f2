import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { destroy } from "../../../infra/cli/destroy.ts";
import { ROLE, startAws } from "./aws.ts";
import { EMAIL_ONLY, partsFor } from "./support.ts";

const stack = () => ({
  protected: false,
  resources: [
    { type: "AWS::KMS::Key", name: "key-1", status: "CREATE_COMPLETE" },
    { type: "AWS::DynamoDB::Table", name: "table-1", status: "CREATE_COMPLETE" },
    { type: "AWS::DynamoDB::Table", name: "table-kept", status: "RETAINED" },
  ],
});

describe("F09: one command removes a stage, and lists what to clean up", () => {
  test("it removes the stage after its name was typed, and lists what remains", async () => {
    const { account, smsAttributes } = await startAws(
      { stack: stack() },
      { DeliveryStatusIAMRole: ROLE, MonthlySpendLimit: "1" },
    );
    const { parts, ran, said, folder } = await partsFor(account, { answers: ["dev"] });
    const outputs = join(folder, "outputs.dev.json");
    writeFileSync(outputs, "{}");
    await destroy(parts);
    expect(ran).toEqual([["destroy", "appsync-otp-dev", "--force", "region eu-west-1"]]);
    expect(existsSync(outputs)).toBe(false);
    expect(said()).toContain("AWS::DynamoDB::Table table-kept: still exists");
    expect(said()).toContain("key key-1: is deleted in 30 days; until then aws kms cancel-key-deletion --key-id key-1");
    expect(said()).toContain("log group sns/eu-west-1/111122223333/DirectPublishToPhoneNumber/Failure");
    expect(said()).toContain("_domainkey.mail.shop.dev");
    expect(said()).not.toContain("table-1");
    // The role is gone, so SNS must not name it any more. The spend limit stays in force.
    expect(smsAttributes()).toEqual({ DeliveryStatusIAMRole: "", MonthlySpendLimit: "1" });
  });

  test.each([
    {
      denied: "SetSMSAttributes",
      says: /^ {2}SNS's attribute DeliveryStatusIAMRole, .*--attributes DeliveryStatusIAMRole=.*AccessDen/m,
    },
    { denied: "GetSMSAttributes", says: /^ {2}SNS's attribute DeliveryStatusIAMRole, .*AccessDen/m },
    {
      denied: "ListStackResources",
      says: /^ {2}resources that the stack kept, .*list-stack-resources --stack-name arn:.*AccessDen/m,
    },
    { denied: "DescribeLogGroups", says: /^ {2}log groups of SMS, .*describe-log-groups.*AccessDen/m },
  ])("once the stack is gone, a refused $denied becomes a line of what remains", async ({ denied, says }) => {
    const { account, faults } = await startAws({ stack: stack(), denied: [denied] }, { DeliveryStatusIAMRole: ROLE });
    if (denied.endsWith("SMSAttributes")) {
      faults.inject({ operation: denied, errorType: "AccessDenied", status: 403, times: 1 });
    }
    const { parts, said, folder } = await partsFor(account, { yes: true });
    const outputs = join(folder, "outputs.dev.json");
    writeFileSync(outputs, "{}");
    await destroy(parts);
    expect(said()).toMatch(says);
    expect(said()).toContain("SMS attributes of the account: the spend limit stays in force");
    expect(existsSync(outputs)).toBe(false);
  });

  test("SES's identity remains for other stages, with the command that deletes it", async () => {
    const identity = { type: "AWS::SES::EmailIdentity", name: "mail.shop.dev", status: "RETAINED" };
    const { account } = await startAws({ stack: { protected: false, resources: [identity] } });
    const { parts, said } = await partsFor(account, { yes: true });
    await destroy(parts);
    expect(said()).toContain(
      "SES's identity of mail.shop.dev, kept for other stages: if none sends by it, aws sesv2 delete-email-identity",
    );
  });

  test("SNS keeps the role of another stage", async () => {
    const role = "arn:aws:iam::111122223333:role/appsync-otp-prod-DeliverySmsLogsRole-X";
    const { account, smsAttributes } = await startAws({ stack: stack() }, { DeliveryStatusIAMRole: role });
    await destroy((await partsFor(account, { yes: true, interactive: false })).parts);
    expect(smsAttributes()).toEqual({ DeliveryStatusIAMRole: role });
  });

  test("a stage that sends no SMS is removed without a question to SNS", async () => {
    const { account, calls } = await startAws({ stack: stack() });
    const { parts, said } = await partsFor(account, { yes: true, overrides: EMAIL_ONLY });
    await destroy(parts);
    expect(said()).toContain("What remains");
    expect(said()).not.toContain("SMS");
    expect(calls.filter((call) => /^(sns|cloudwatch_logs)\./.test(call))).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["another name is typed", { answers: ["prod"] }, "Nothing was removed"],
    ["nobody can answer", { interactive: false }, "--yes"],
    ["the settings keep the stage's data", { stage: "prod", yes: true }, "npm run deploy -- --stage prod"],
  ])("nothing is removed when %s", async (_when, how, says) => {
    const { account } = await startAws({ stack: stack() });
    const { parts, ran } = await partsFor(account, how);
    await expect(destroy(parts)).rejects.toThrow(says);
    expect(ran).toEqual([]);
  });

  test("nothing is removed if the deployed stack keeps its data, whatever the settings say now", async () => {
    const { account } = await startAws({ stack: { ...stack(), protected: true } });
    const { parts, ran } = await partsFor(account, { yes: true });
    await expect(destroy(parts)).rejects.toThrow("its last deploy said RETAIN");
    expect(ran).toEqual([]);
  });

  test("if nothing is deployed it says so", async () => {
    const { account } = await startAws();
    const { parts } = await partsFor(account, { yes: true });
    await expect(destroy(parts)).rejects.toThrow(
      "There is no stack appsync-otp-dev in account 111122223333, eu-west-1",
    );
  });
});
