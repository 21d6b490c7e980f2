import { onTestFinished, vi } from "vitest";
import { createKms, createKmsKeys } from "../../../local/kms/index.ts";
import { createMessages } from "../../../local/messages/index.ts";
import { jsonProtocol, queryProtocol, serveWire, WireError, type WireHandler } from "../../../local/wire/index.ts";
import { cloudFront, s3 } from "./storage.ts";

/** A fake AWS account, which the deploy command calls over the wire with AWS's own clients. */

export const ACCOUNT = "111122223333";
export const REGION = "eu-west-1";
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/appsync-otp-dev-DeliverySmsLogsRole-A1B2C3`;

export interface FakeResource {
  type: string;
  name: string;
  status: string;
}

interface FakeStack {
  protected: boolean;
  resources: FakeResource[];
  template?: object;
  outputs?: Record<string, string>;
}

export interface FakeAccount {
  /** Version of the CDK's bucket and roles; null if there are none. */
  bootstrap: number | null;
  /** SES's identities, each with its verification status. */
  identities: Record<string, string>;
  /** Texts in the DNS by name, or the error that it answers. */
  texts: Record<string, string[]> | Error;
  emailsADay: number;
  /** Executions of Lambda at once: all of them, and those that no function reserves. */
  executions: { limit: number; unreserved: number };
  inSmsSandbox: boolean;
  numbers: { PhoneNumber: string; Iso2CountryCode: string; Status: string }[];
  /** Names of senders that are registered. */
  senderIds: string[];
  /** The policies of numbers and names, by their ARN. */
  policies: Record<string, object>;
  stack: FakeStack | null;
  /** The stack in us-east-1. */
  edge: FakeStack | null;
  logGroups: { logGroupName: string; retentionInDays?: number }[];
  /** Files by bucket and name, with their headers. */
  files: Record<string, { body: string; headers: Record<string, string | undefined> }>;
  invalidations: { distribution: string; reference: string; paths: string[] }[];
  /** The hosts that were asked for files of the page. */
  asked: string[];
  /** SNS answers that it set an attribute, but does not set it. */
  deaf: boolean;
  /** Operations that the deployer may not call. */
  denied: string[];
}

export const numberArn = (number: string) =>
  `arn:aws:sms-voice:${REGION}:${ACCOUNT}:phone-number/phone-${number.slice(1)}`;
export const nameArn = (name: string) => `arn:aws:sms-voice:${REGION}:${ACCOUNT}:sender-id/${name}/IN`;
/** A policy as AWS's console attaches it. */
const SNS_MAY_SEND = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: ["sms-voice:SendTextMessage"] }],
};

/** The keys of proofs, versions 1 and 2. */
const proofKeys = createKmsKeys(["proof-1", "proof-2"].map((id) => ({ id, spec: "RSA_2048" })));
export const proofKeyArn = (version: number) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/proof-${version}`;

/** An account in which nothing is left to do before a deploy. */
const READY: FakeAccount = {
  bootstrap: 28,
  identities: {},
  texts: { "_dmarc.shop.dev": ["v=DMARC1; p=reject"] },
  emailsADay: 50_000,
  executions: { limit: 1_000, unreserved: 1_000 },
  inSmsSandbox: false,
  numbers: [{ PhoneNumber: "+18005550100", Iso2CountryCode: "US", Status: "ACTIVE" }],
  senderIds: [],
  policies: { [numberArn("+18005550100")]: SNS_MAY_SEND },
  stack: null,
  edge: null,
  logGroups: ["", "/Failure"].map((which) => ({
    logGroupName: `sns/${REGION}/${ACCOUNT}/DirectPublishToPhoneNumber${which}`,
    retentionInDays: 14,
  })),
  files: {},
  invalidations: [],
  asked: [],
  deaf: false,
  denied: [],
};

/**
 * Starts such an account, and points the SDK at it by environment variables. SNS's attributes are those of the local stand-in.
 *
 * @param smsAttributes SNS's attributes that somebody set before
 * @returns beside others, `calls`: every call that was made, as `service.Operation`
 */
export async function startAws(over: Partial<FakeAccount> = {}, smsAttributes: Record<string, string> = {}) {
  const account = { ...structuredClone(READY), ...over };
  const messages = createMessages({ state: { messages: [], smsAttributes } });
  const services = servicesOf(account, messages.handler);
  const calls: string[] = [];
  const server = await serveWire((request) => {
    const service = request.path.split("/")[1] as string;
    const { "x-amz-target": target } = request.headers;
    const named = target?.split(".")[1] ?? new URLSearchParams(request.body.toString()).get("Action");
    calls.push(`${service}.${named ?? request.path}`);
    return (services[service] as WireHandler)(request);
  });
  onTestFinished(() => server.close());
  for (const name of Object.keys(services)) {
    vi.stubEnv(`AWS_ENDPOINT_URL_${name.toUpperCase()}`, `${server.url}/${name}`);
  }
  signIn();
  return { account, calls, smsAttributes: () => messages.snapshot().smsAttributes, faults: messages.faults };
}

/** The DNS of a fake account. */
export const txtRecordsOf =
  ({ texts }: FakeAccount) =>
  async (name: string) => {
    if (texts instanceof Error) throw texts;
    return texts[name] ?? [];
  };

/** Sets credentials and region, and hides those of this machine. */
export function signIn(over: Record<string, string | undefined> = {}): void {
  const env = {
    AWS_PROFILE: undefined,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: "AKIATEST",
    AWS_SECRET_ACCESS_KEY: "secret",
    ...over,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

function servicesOf(account: FakeAccount, attributes: WireHandler): Record<string, WireHandler> {
  const allowed = (operations: Parameters<typeof queryProtocol>[0]["operations"]) =>
    Object.fromEntries(
      Object.entries(operations).map(([name, operation]): [string, typeof operation] => [
        name,
        (input, call) => {
          if (account.denied.includes(name)) throw new WireError("AccessDenied", `not allowed: ${name}`, 403);
          return operation(input, call);
        },
      ]),
    );
  const query = (operations: Parameters<typeof queryProtocol>[0]["operations"]) =>
    queryProtocol({ namespace: "http://aws.amazon.com/doc/", operations: allowed(operations) });
  const sns = query({
    GetSMSSandboxAccountStatus: () => ({ IsInSandbox: account.inSmsSandbox }),
    ListOriginationNumbers: () => ({ PhoneNumbers: account.numbers }),
    SetSMSAttributes: () => ({}),
  });
  return {
    sns(request) {
      const form = request.body.toString();
      const own = form.includes("SMSAttributes") && !(account.deaf && form.includes("SetSMSAttributes"));
      return (own ? attributes : sns)(request);
    },
    ses: query({
      GetSendQuota: () => ({ Max24HourSend: account.emailsADay, MaxSendRate: 1, SentLast24Hours: 3 }),
      GetIdentityVerificationAttributes: ({ Identities }) => ({
        VerificationAttributes: new Map(
          Object.entries(account.identities)
            .filter(([name]) => (Identities as string[]).includes(name))
            .map(([name, VerificationStatus]) => [name, { VerificationStatus }]),
        ),
      }),
    }),
    sts: query({
      GetCallerIdentity: () => ({ Arn: `arn:aws:iam::${ACCOUNT}:user/deployer`, UserId: "A", Account: ACCOUNT }),
    }),
    cloudformation: query({
      DescribeStacks: ({ StackName }) => ({ Stacks: [describe(account, StackName as string)] }),
      GetTemplate: () => ({ TemplateBody: JSON.stringify(account.stack?.template ?? {}) }),
      // A page holds one resource, so that every list has several pages.
      ListStackResources({ StackName, NextToken = "0" }) {
        const { resources = [] } = stackNamed(account, StackName as string) ?? {};
        const at = Number(NextToken);
        const page = resources.slice(at, at + 1).map(({ type, name, status }) => ({
          ResourceType: type,
          PhysicalResourceId: name,
          ResourceStatus: status,
        }));
        return { StackResourceSummaries: page, NextToken: at + 1 < resources.length ? `${at + 1}` : undefined };
      },
    }),
    ssm: jsonProtocol({
      prefix: "AmazonSSM",
      operations: {
        GetParameter() {
          if (account.bootstrap === null) throw new WireError("ParameterNotFound", "");
          return { Parameter: { Value: `${account.bootstrap}` } };
        },
      },
    }),
    pinpoint_sms_voice_v2: jsonProtocol({
      prefix: "PinpointSMSVoiceV2",
      version: "1.0",
      operations: {
        // A page holds one number, so that there may be several pages.
        DescribePhoneNumbers({ NextToken = "0" }) {
          if (account.denied.includes("DescribePhoneNumbers"))
            throw new WireError("AccessDeniedException", "not allowed");
          const at = Number(NextToken);
          const page = account.numbers.slice(at, at + 1).map(({ PhoneNumber, Status }) => ({
            PhoneNumber,
            PhoneNumberArn: numberArn(PhoneNumber),
            Status,
          }));
          return { PhoneNumbers: page, NextToken: at + 1 < account.numbers.length ? `${at + 1}` : undefined };
        },
        DescribeSenderIds: () => ({
          SenderIds: account.senderIds.map((SenderId) => ({ SenderId, SenderIdArn: nameArn(SenderId) })),
        }),
        GetResourcePolicy({ ResourceArn }) {
          const policy = account.policies[ResourceArn as string];
          if (!policy) throw new WireError("ResourceNotFoundException", "no policy");
          return { ResourceArn, Policy: JSON.stringify(policy) };
        },
      },
    }),
    kms: createKms(proofKeys, { region: REGION, accountId: ACCOUNT }),
    s3: s3(account),
    cloudfront: (request) => cloudFront(account, request),
    // Lambda's protocol is REST; this is the one operation that is called.
    lambda({ method, path }) {
      if (method !== "GET" || !path.endsWith("/2016-08-19/account-settings"))
        return { status: 404, headers: {}, body: "" };
      const denied = account.denied.includes("GetAccountSettings");
      const { limit, unreserved } = account.executions;
      return {
        status: denied ? 403 : 200,
        headers: { "content-type": "application/json", ...(denied && { "x-amzn-errortype": "AccessDeniedException" }) },
        body: JSON.stringify({
          AccountLimit: { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved },
        }),
      };
    },
    cloudwatch_logs: jsonProtocol({
      prefix: "Logs_20140328",
      operations: {
        DescribeLogGroups() {
          if (account.denied.includes("DescribeLogGroups")) throw new WireError("AccessDeniedException", "not allowed");
          return { logGroups: account.logGroups };
        },
      },
    }),
  };
}

/** A stack by its name or ARN. */
const stackNamed = ({ stack, edge }: FakeAccount, name: string) => (/-edge(\/|$)/.test(name) ? edge : stack);

function describe(account: FakeAccount, name: string) {
  const stack = stackNamed(account, name);
  if (!stack) throw new WireError("ValidationError", `Stack with id ${name} does not exist`);
  const StackId = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/1`;
  const Outputs = Object.entries(stack.outputs ?? {}).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
  return { StackId, StackName: name, EnableTerminationProtection: stack.protected, Outputs };
}
