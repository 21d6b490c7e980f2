import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openAccount } from "../../../infra/cli/aws/account.ts";
import { reservedBy, senderOf } from "../../../infra/cli/aws/stack.ts";
import { deploy } from "../../../infra/cli/deploy.ts";
import { ROOT, type Synthesised, templateOf } from "../constructs/synth.ts";
import { ROLE, startAws } from "./aws.ts";
import { EMAIL_ONLY, OWN, partsFor, RENEWED, WITH_ACL } from "./support.ts";

let prod: Synthesised["template"];
beforeAll(async () => {
  prod = (await templateOf("prod")).template;
}, 120_000);

const WANTED = {
  MonthlySpendLimit: "1",
  DefaultSMSType: "Transactional",
  DeliveryStatusSuccessSamplingRate: "100",
  DeliveryStatusIAMRole: ROLE,
};

describe("F13: one command deploys", () => {
  test("in a ready account it deploys, writes the outputs for their owner only, sets SNS's attributes, and says what comes next", async () => {
    const { account, smsAttributes } = await startAws();
    const { parts, folder, ran, asked, said } = await partsFor(account);
    await deploy(parts);
    const named = ["deploy", "appsync-otp-dev", "--outputs-file", expect.any(String), ...RENEWED, ...WITH_ACL];
    expect(ran).toEqual([
      ["deploy", "appsync-otp-dev-edge", "region eu-west-1"],
      [...named, "region eu-west-1"],
    ]);
    const file = join(folder, "outputs.dev.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      region: "eu-west-1",
      graphqlUrl: expect.stringMatching(/^https:/),
      userPoolId: "eu-west-1_Pool",
      userPoolClientId: "client",
      operatorsClientId: "operators",
      cognitoUrl: expect.stringMatching(/^https:/),
    });
    expect(smsAttributes()).toEqual(WANTED);
    expect(asked).toEqual([]);
    expect(said()).toContain("account 111122223333, eu-west-1, as arn:aws:iam::111122223333:user/deployer");
    expect(said()).toContain("to do      e-mail domain   The identity mail.shop.dev waits for its three CNAME records");
    expect(said()).toContain("t1._domainkey.shop.example.dev CNAME t1.dkim.amazonses.com");
    expect(said()).toContain("admin-create-user --user-pool-id eu-west-1_Pool");
    expect(said()).toMatch(/through the app client operators \(operatorsClientId\):\n +aws .*admin-add-user-to-group/);
  });

  test("the stack has the outputs that the command reads", () => {
    expect(Object.keys(prod.Outputs)).toEqual(
      expect.arrayContaining([
        ...["region", "graphqlUrl", "userPoolId", "userPoolClientId", "operatorsClientId", "cognitoUrl"],
        ...["callPolicyArn", "smsLogsRoleArn", "dkimRecord1", "dkimRecord2", "dkimRecord3"],
      ]),
    );
  });

  test("it reads a stack's sender and what it reserves from the deployed template", async () => {
    await startAws({ stack: { protected: false, resources: [], template: prod } });
    const { cloudFormation } = await openAccount();
    expect(await senderOf(cloudFormation, "appsync-otp-prod")).toBe("no-reply@example.com");
    expect(await reservedBy(cloudFormation, "appsync-otp-prod")).toBe(75);
  });

  test("it leaves a stage that sends as it is until the new sender is verified", async () => {
    const resources = [{ type: "AWS::KMS::Key", name: "x", status: "CREATE_COMPLETE" }];
    const template = { Condition: { StringEquals: { "ses:FromAddress": "no-reply@old.dev" } } };
    const stack = { protected: false, resources, template };
    const { account } = await startAws({ stack, identities: { "old.dev": "Success" } });
    const { parts, ran, said } = await partsFor(account);
    await expect(deploy(parts)).rejects.toThrow("Nothing was created");
    expect(said()).toContain("Codes come from no-reply@old.dev, and would come from no-reply@mail.shop.dev");
    expect(ran).toEqual([]);
  });

  test("docs/deploy.md shows what the first deploy prints", async () => {
    const { account } = await startAws({ bootstrap: null, emailsADay: 200, inSmsSandbox: true });
    const { parts, said } = await partsFor(account);
    const failure = await deploy(parts).catch(({ message }: Error) => message);
    const printed = `${said()}\n${failure}`.split("\n");
    const page = readFileSync(join(ROOT, "docs/deploy.md"), "utf8");
    const [, shown = ""] = /```console\n\$ npm run deploy -- --stage dev\n([^`]+`required`[^`]+)```/.exec(page) ?? [];
    const lines = shown.split("\n").map((line) => line.replace(/…$/, "").trimEnd());
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.filter((line) => !printed.some((each) => each.startsWith(line)))).toEqual([]);
  });

  test("it says what is required first, and creates nothing", async () => {
    const { account, smsAttributes } = await startAws({ bootstrap: null });
    const { parts, ran, said } = await partsFor(account);
    await expect(deploy(parts)).rejects.toThrow("Nothing was created");
    expect(said()).toContain("npx cdk bootstrap aws://111122223333/eu-west-1");
    expect(ran).toEqual([]);
    expect(smsAttributes()).toEqual({});
  });

  test("if nobody can answer it starts only with --yes, and then asks nothing", async () => {
    const { account } = await startAws({}, { MonthlySpendLimit: "50" });
    const silent = await partsFor(account, { interactive: false });
    await expect(deploy(silent.parts)).rejects.toThrow("--yes");
    expect(silent.ran).toEqual([]);
    const { parts, ran, asked } = await partsFor(account, { interactive: false, yes: true });
    await deploy(parts);
    expect(ran[0]?.join(" ")).toContain("--require-approval never");
    expect(asked).toEqual([]);
  });

  test("it prints the command that attaches the call policy to each backend's role", async () => {
    const { account } = await startAws();
    const stages = { dev: { backends: { "shop-api": "shop" }, alarms: { email: "ops@shop.dev" } } };
    const { parts, said } = await partsFor(account, { overrides: { ...OWN, stages } });
    await deploy(parts);
    expect(said()).toContain("attach-role-policy --role-name shop-api --policy-arn arn:aws:iam::111122223333:policy/");
    expect(said()).toContain("Alarms go to ops@shop.dev");
  });
});

describe("F13: a stage that sends no SMS", () => {
  const ofSms = (calls: string[]) =>
    calls.filter((call) => /^(sns|pinpoint_sms_voice_v2|cloudwatch_logs)\./.test(call));

  test("is deployed without a question to SNS, and without a check of SMS", async () => {
    const { account, calls, smsAttributes } = await startAws({ inSmsSandbox: true, numbers: [], logGroups: [] });
    const { parts, ran, said } = await partsFor(account, { overrides: EMAIL_ONLY });
    await deploy(parts);
    expect(ran).toHaveLength(2);
    expect(calls.length).toBeGreaterThan(5);
    expect(ofSms(calls)).toEqual([]);
    expect(said()).not.toContain("SMS");
    expect(smsAttributes()).toEqual({});
  });

  test("is deployed whatever the deployer may not ask", async () => {
    const denied = ["GetSendQuota", "GetIdentityVerificationAttributes", "ListStackResources", "GetAccountSettings"];
    const { account } = await startAws({ denied });
    const { parts, ran, said } = await partsFor(account, { overrides: EMAIL_ONLY });
    await deploy(parts);
    expect(ran).toHaveLength(2);
    expect(said()).toContain("unknown    e-mail sandbox  AccessDenied: not allowed: GetSendQuota");
  });

  const resources = [{ type: "AWS::IAM::Role", name: ROLE.split("/")[1] as string, status: "CREATE_COMPLETE" }];
  const sentBefore = { protected: false, resources };

  test("gives up the role that SNS logged deliveries with when it sent some", async () => {
    const { account, smsAttributes } = await startAws({ stack: sentBefore }, { DeliveryStatusIAMRole: ROLE });
    await deploy((await partsFor(account, { overrides: EMAIL_ONLY })).parts);
    expect(smsAttributes()).toEqual({ DeliveryStatusIAMRole: "" });
  });

  test("is deployed even if SNS refuses to forget that role, and says what is left to do", async () => {
    const { account, faults } = await startAws({ stack: sentBefore }, { DeliveryStatusIAMRole: ROLE });
    faults.inject({ operation: "SetSMSAttributes", errorType: "AccessDenied", status: 403, times: 1 });
    const { parts, said } = await partsFor(account, { overrides: EMAIL_ONLY });
    await deploy(parts);
    expect(said()).toMatch(/Left to do: SNS's attribute DeliveryStatusIAMRole.*--attributes DeliveryStatusIAMRole=/);
  });
});

describe("S21: SNS's attributes belong to the account, and no template has them", () => {
  test.each([
    { answer: "y", becomes: "1" },
    { answer: "", becomes: "50" },
    { answer: "n", becomes: "50" },
  ])(
    "the command asks about a spend limit that somebody set, and after the answer '$answer' it is $becomes",
    async ({ answer, becomes }) => {
      const { account, smsAttributes } = await startAws({}, { MonthlySpendLimit: "50" });
      const { parts, asked, said } = await partsFor(account, { answers: [answer] });
      await deploy(parts);
      expect(asked).toHaveLength(1);
      expect(said()).toContain("MonthlySpendLimit: 50 -> 1");
      expect(smsAttributes()).toEqual({ ...WANTED, MonthlySpendLimit: becomes });
    },
  );

  test("the command keeps a role for delivery logs that another stage or somebody else set, and replaces an older one of this stage", async () => {
    const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
    for (const theirs of [role("appsync-otp-prod-DeliverySmsLogsRole-X"), role("SNSFeedback")]) {
      const { account, smsAttributes } = await startAws({}, { DeliveryStatusIAMRole: theirs });
      const { parts, asked } = await partsFor(account);
      await deploy(parts);
      expect(smsAttributes().DeliveryStatusIAMRole).toBe(theirs);
      expect(asked).toEqual([]);
    }
    const older = { DeliveryStatusIAMRole: role("appsync-otp-dev-DeliverySmsLogsRole-OLD") };
    const { account, smsAttributes } = await startAws({}, older);
    await deploy((await partsFor(account)).parts);
    expect(smsAttributes().DeliveryStatusIAMRole).toBe(ROLE);
  });

  test("a spend limit above what AWS allows fails the deploy and says what to do, and the other attributes are set", async () => {
    const { account, smsAttributes, faults } = await startAws();
    faults.inject({ operation: "SetSMSAttributes", errorType: "InvalidParameter", message: "above quota", times: 1 });
    const { parts } = await partsFor(account, { overrides: { ...OWN, stages: { dev: { smsMonthlyUsd: 500 } } } });
    const failure = await deploy(parts).catch(({ message }: Error) => message);
    expect(failure).toMatch(
      /^The stack is deployed, but:\n {2}SNS does not accept MonthlySpendLimit=500: .*above quota/,
    );
    expect(failure).toContain("aws pinpoint-sms-voice-v2 describe-spend-limits --region eu-west-1");
    const { MonthlySpendLimit, ...rest } = WANTED;
    expect(smsAttributes()).toEqual(rest);
  });

  test("a deployer who may not read the attributes is told before anything is created, and how to do without SMS", async () => {
    const { account, faults } = await startAws();
    faults.inject({ operation: "GetSMSAttributes", errorType: "AccessDenied", status: 403 });
    const { parts, ran, said } = await partsFor(account);
    await expect(deploy(parts)).rejects.toThrow(/AccessDenied.*Nothing was created\.\n.*"allow": \[\]/s);
    expect(said()).toContain("unknown    SMS attributes  AccessDenied");
    expect(ran).toEqual([]);
  });

  test("the command reads back whether SNS set the attributes", async () => {
    const { account } = await startAws({ deaf: true });
    const { parts } = await partsFor(account);
    await expect(deploy(parts)).rejects.toThrow("MonthlySpendLimit is unset, and has to be 1");
  });

  test("the role for delivery logs is taken by SNS, and writes only to SNS's own log groups", () => {
    const roles = Object.entries(prod.Resources).filter(([id]) => id.startsWith("DeliverySmsLogsRole"));
    const written = JSON.stringify(roles);
    expect(written).toContain('"Principal":{"Service":"sns.amazonaws.com"}');
    expect(written).toContain("/DirectPublishToPhoneNumber*");
    expect(written.match(/logs:\w+/g)).toEqual(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]);
  });
});
