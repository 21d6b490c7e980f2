import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { CommandParts } from "../../../infra/cli/command.ts";
import type { RunCdk } from "../../../infra/cli/run-cdk.ts";
import { deploymentOf } from "../../../infra/stage.ts";
import { settingsFrom } from "../../../settings/read.ts";
import { type FakeAccount, proofKeyArn, REGION, ROLE, txtRecordsOf } from "./aws.ts";
import { askCloudFront } from "./storage.ts";

/** Outputs as the CDK writes them. */
const OUTPUTS = {
  region: REGION,
  graphqlUrl: "https://abc.appsync-api.eu-west-1.amazonaws.com/graphql",
  apiId: "abc",
  apiKey: "da2-abcdefghijklmnopqrstuvwxyz",
  userPoolId: "eu-west-1_Pool",
  userPoolClientId: "client",
  operatorsClientId: "operators",
  cognitoUrl: "https://cognito-idp.eu-west-1.amazonaws.com",
  proofIssuer: "https://d1.cloudfront.net",
  jwksUrl: "https://d1.cloudfront.net/.well-known/jwks.json",
  publicBucket: "appsync-otp-dev-public",
  pageUrl: "https://d2.cloudfront.net/",
  pageHost: "d2.cloudfront.net",
  pageBucket: "appsync-otp-dev-pagebucket8a4e",
  pageDistributionId: "E2PAGE",
  proofKey1: proofKeyArn(1),
  proofKey2: proofKeyArn(2),
  callPolicyArn: "arn:aws:iam::111122223333:policy/appsync-otp-dev-call-eu-west-1",
  smsLogsRoleArn: ROLE,
  dkimRecord1: "t1._domainkey.shop.example.dev CNAME t1.dkim.amazonses.com",
};

/** 2026-11-30, and the time that a deploy names for the end of the API key: 364 days after that midnight. */
const NOW = Date.UTC(2026, 10, 30, 9, 15);
export const RENEWED = ["--parameters", `appsync-otp-dev:ApiKeyExpiresAt=${Date.UTC(2027, 10, 29) / 1000}`];

/** The ARN of the page's web ACL, and the arguments that hand it over. */
export const PAGE_ACL = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/appsync-otp-dev-page/1";
export const WITH_ACL = ["--parameters", `appsync-otp-dev:PageFirewallArn=${PAGE_ACL}`];
export const { pageBucket: PAGE_BUCKET } = OUTPUTS;

/** Settings that a deployer starts with. */
export const OWN = { email: { from: "no-reply@mail.shop.dev" } };

/** Settings of a deployer who has a page of their own. */
export const WITHOUT_PAGE = { ...OWN, stages: { dev: { page: { publish: false } } } };

/** Settings of a deployer who sends no SMS. */
export const EMAIL_ONLY = { ...OWN, destinations: { allow: [] } };

/** Makes the parts of a command, with a fake CDK that only changes the fake account, and a fake terminal. */
export async function partsFor(
  account: FakeAccount,
  {
    stage = "dev",
    overrides = OWN as object,
    yes = false,
    answers = [] as string[],
    interactive = true,
    cloudFrontAnswers = undefined as Parameters<typeof askCloudFront>[2],
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "deploy-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const said: string[] = [];
  const asked: string[] = [];
  const ran: string[][] = [];
  const now = { at: NOW };
  const runCdk: RunCdk = async (command, args = [], region) => {
    ran.push([command, ...args, `region ${region}`]);
    const isEdge = args[0]?.endsWith("-edge") ?? false;
    if (command === "deploy") (isEdge ? edgeDeployed : deployed)(account, args);
    if (command === "destroy") destroyed(isEdge ? account.edge : account.stack);
  };
  const parts: CommandParts = {
    deployment: deploymentOf(stage, settingsFrom(overrides)),
    yes,
    runCdk,
    folder,
    clock: () => now.at,
    fetch: askCloudFront(account, PAGE_BUCKET, cloudFrontAnswers),
    txtRecords: txtRecordsOf(account),
    wait: async (milliseconds) => {
      now.at += milliseconds;
    },
    terminal: {
      interactive,
      print: (text) => said.push(text),
      async ask(question) {
        asked.push(question);
        return answers[asked.length - 1] ?? "";
      },
    },
  };
  return { parts, folder, ran, asked, now, said: () => said.join("\n") };
}

function deployed(account: FakeAccount, [stack, , file]: string[]) {
  account.stack = {
    protected: false,
    resources: [{ type: "AWS::SES::EmailIdentity", name: "mail.shop.dev", status: "CREATE_COMPLETE" }],
    template: { Condition: { StringEquals: { "ses:FromAddress": "no-reply@mail.shop.dev" } } },
  };
  account.identities = { "mail.shop.dev": "Pending" };
  writeFileSync(file as string, JSON.stringify({ [stack as string]: OUTPUTS }));
}

function edgeDeployed(account: FakeAccount) {
  account.edge = { protected: false, resources: [], outputs: { PageFirewallArn: PAGE_ACL } };
}

function destroyed(stack: FakeAccount["stack"]) {
  for (const resource of stack?.resources ?? []) {
    resource.status = resource.status === "RETAINED" ? "DELETE_SKIPPED" : "DELETE_COMPLETE";
  }
}
