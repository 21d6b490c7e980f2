import { signRequest } from "appsync-local/sigv4";
import { describe, expect, test } from "vitest";
import { DEFAULTS } from "../../../settings/schema.ts";
import { type Synthesised, templateOf, theOne } from "./synth.ts";
import { ofType, resolved } from "./template.ts";
import { countedBy, READINGS, rulesOf } from "./waf.ts";

/** Who is counted by which rule of the web ACLs, and what WAF keeps of a request. */

const prod = await templateOf("prod");
const stages = [prod, await templateOf("dev")];
const acl = (stage: Synthesised) => theOne(stage, "FirewallAcl");
const poolAcl = (stage: Synthesised) => theOne(stage, "UserPoolFirewallAcl");

const ALL = "TooOften";
const UNSIGNED = "TooOftenUnsigned";
const PUBLIC = "TooOftenPublic";
const JWT = `eyJraWQiOiIx.eyJzdWIiOiIx.${"s".repeat(342)}`;
const SIGNED = await authorizationOf("appsync");
const OF_CLIENT = `otp1_${"0".repeat(16)}_1_1764547200_${"1".repeat(32)}_${"2".repeat(64)}`;
const FORGED = SIGNED.replace(/[0-9a-f]{64}$/, "0".repeat(64));

async function authorizationOf(service: string): Promise<string> {
  const request = {
    method: "POST",
    url: new URL("https://x.appsync-api.us-east-1.amazonaws.com/graphql"),
    headers: {},
  };
  const credentials = { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "secret", sessionToken: "token" };
  const headers = await signRequest(
    { ...request, body: "{}" },
    { region: "us-east-1", service, credentials, date: new Date(0) },
  );
  return headers.authorization as string;
}

/** The headers of each kind of request, and the rules that count it, however WAF reads a header that is sent twice. */
const REQUESTS: [kind: string, headers: [string, string][], counted: string[]][] = [
  ["without any credentials", [], [ALL, UNSIGNED]],
  ["with an ID token", [["authorization", JWT]], [ALL, UNSIGNED]],
  ["with an ID token behind Bearer", [["Authorization", `Bearer ${JWT}`]], [ALL, UNSIGNED]],
  ["with an API key", [["x-api-key", "da2-1"]], [ALL, UNSIGNED, PUBLIC]],
  [
    "with an API key beside a signature",
    [
      ["X-Api-Key", "da2-1"],
      ["authorization", SIGNED],
    ],
    [ALL, PUBLIC],
  ],
  ["signed", [["Authorization", SIGNED]], [ALL]],
  ["signed, its header in capitals", [["AUTHORIZATION", SIGNED]], [ALL]],
  ["signed, without spaces after the commas", [["authorization", SIGNED.replaceAll(", ", ",")]], [ALL]],
  ["signed as an API client does", [["Authorization", OF_CLIENT]], [ALL]],
  ["signed so, with a token behind it", [["authorization", `${OF_CLIENT} ${JWT}`]], [ALL, UNSIGNED]],
  ["signed so, in capitals", [["authorization", OF_CLIENT.toUpperCase()]], [ALL, UNSIGNED]],
  ["with the beginning of such a signature", [["authorization", OF_CLIENT.slice(0, -1)]], [ALL, UNSIGNED]],
  ["with a forged signature, which AppSync refuses", [["authorization", FORGED]], [ALL]],
  ["signed for another service", [["authorization", await authorizationOf("s3")]], [ALL, UNSIGNED]],
  ["with the algorithm in small letters", [["authorization", SIGNED.toLowerCase()]], [ALL, UNSIGNED]],
  ["with the algorithm alone", [["authorization", "AWS4-HMAC-SHA256 "]], [ALL, UNSIGNED]],
  ["with a token behind the algorithm", [["authorization", `AWS4-HMAC-SHA256 ${JWT}`]], [ALL, UNSIGNED]],
  ["with a token in front of a signature", [["authorization", `${JWT},${SIGNED}`]], [ALL, UNSIGNED]],
  ["with a token behind a signature", [["authorization", `${SIGNED}, ${JWT}`]], [ALL, UNSIGNED]],
  ["with a line break behind a signature", [["authorization", `${SIGNED}\n${JWT}`]], [ALL, UNSIGNED]],
  ["with the signature in another header", [["x-authorization", SIGNED]], [ALL, UNSIGNED]],
];

describe.each(stages)("the firewall of the API", (stage) => {
  const rules = rulesOf(acl(stage));

  test.each(REQUESTS)("S27 S43 counts a request %s", (_, headers, counted) => {
    for (const [name, reading] of Object.entries(READINGS)) {
      expect(countedBy(rules, { headers }, reading), name).toEqual(counted);
    }
  });

  test.each([
    ["first", [SIGNED, JWT]],
    ["last", [JWT, SIGNED]],
  ])("S43 counts a request whose signature is the %s of two Authorization headers, whatever WAF sees", (_, values) => {
    const headers = values.map((value): [string, string] => ["authorization", value]);
    for (const [name, reading] of Object.entries(READINGS)) {
      expect(countedBy(rules, { headers }, reading), name).toContain(ALL);
    }
    const inOne = READINGS["all in one"] as (typeof READINGS)[string];
    expect(countedBy(rules, { headers }, inOne)).toEqual([ALL, UNSIGNED]);
  });

  test("S43 counts a request whose body is too long before it is blocked", () => {
    const [reading] = Object.values(READINGS) as [(typeof READINGS)[string]];
    expect(countedBy(rules, { headers: [], bodyBytes: 8_193 }, reading)).toEqual([ALL, UNSIGNED]);
    // The rules behind the block are not reached.
    const late = [...rules.filter(({ Name }) => Name !== ALL), ...rules.filter(({ Name }) => Name === ALL)];
    expect(countedBy(late, { headers: [], bodyBytes: 8_193 }, reading)).toEqual([UNSIGNED]);
  });

  test("S27 S43 blocks a body of half the length where the API key is all that is known of the caller", () => {
    const [reading] = Object.values(READINGS) as [(typeof READINGS)[string]];
    const late = [...rules.filter(({ Name }) => Name !== ALL), ...rules.filter(({ Name }) => Name === ALL)];
    const isBlocked = (headers: [string, string][], bodyBytes: number) =>
      !countedBy(late, { headers, bodyBytes }, reading).includes(ALL);
    expect([isBlocked([["x-api-key", "da2-1"]], 4_096), isBlocked([["x-api-key", "da2-1"]], 4_097)]).toEqual([
      false,
      true,
    ]);
    expect([isBlocked([], 4_097), isBlocked([], 8_193)]).toEqual([false, true]);
  });

  test("S27 S43 blocks an address above its stage's limits, which are higher for signed requests, and lower with the API key", () => {
    const { publicRequestsPerAddress, requestsPerAddress, signedRequestsPerAddress } = DEFAULTS.stages.prod.firewall;
    expect(signedRequestsPerAddress).toBeGreaterThan(requestsPerAddress);
    expect(requestsPerAddress).toBeGreaterThan(publicRequestsPerAddress);
    const rates = rules.flatMap(({ Name, Action, Statement }) =>
      Statement.RateBasedStatement ? [{ Name, Action, ...Statement.RateBasedStatement }] : [],
    );
    const limited = { Action: { Block: {} }, AggregateKeyType: "IP", EvaluationWindowSec: 300 };
    expect(rates).toEqual([
      { ...limited, Name: ALL, Limit: signedRequestsPerAddress },
      { ...limited, Name: UNSIGNED, Limit: requestsPerAddress, ScopeDownStatement: expect.anything() },
      { ...limited, Name: PUBLIC, Limit: publicRequestsPerAddress, ScopeDownStatement: expect.anything() },
    ]);
  });

  test("no pattern is longer than the 512 characters that WAF takes", () => {
    const patterns = JSON.stringify(rules).match(/"RegexString":"[^"]*"/g) ?? [];
    expect(patterns).toHaveLength(1);
    for (const pattern of patterns) expect(pattern.length).toBeLessThanOrEqual(512);
  });
});

test("S43 a stage's settings are the limits of its own firewalls", async () => {
  const firewall = { publicRequestsPerAddress: 17, requestsPerAddress: 77, signedRequestsPerAddress: 7_700 };
  const own = await templateOf("dev", { stages: { dev: { firewall } } });
  const limits = (found: ReturnType<typeof acl>) =>
    rulesOf(found).flatMap(({ Statement }) => Statement.RateBasedStatement?.Limit ?? []);
  expect([limits(acl(own)), limits(poolAcl(own))]).toEqual([[7_700, 77, 17], [77]]);
});

test.each(stages)("S43 the firewall of the user pool counts every request before another rule blocks it", (stage) => {
  const rules = rulesOf(poolAcl(stage));
  const [reading] = Object.values(READINGS) as [(typeof READINGS)[string]];
  for (const operation of ["InitiateAuth", "ChangePassword"]) {
    const headers: [string, string][] = [["x-amz-target", `AWSCognitoIdentityProviderService.${operation}`]];
    expect(countedBy(rules, { headers }, reading)).toEqual(["TooOften"]);
  }
  expect(countedBy(rules, { headers: [] }, reading)).toEqual(["TooOften"]);
});

describe.each(stages)("S46 what WAF keeps", ({ template }) => {
  const CREDENTIALS = ["authorization", "x-api-key", "x-amz-security-token", "cookie", "sec-websocket-protocol"];
  const acls = ofType(template, "AWS::WAFv2::WebACL");
  const read = <T>(value: unknown) => resolved<T>(value, template);
  const configurations = ofType(template, "AWS::WAFv2::LoggingConfiguration").map(([, { Properties }]) =>
    read<{ ResourceArn: string; LogDestinationConfigs: string[]; RedactedFields: object[] }>(Properties),
  );

  test("S46 samples and logs hold no credentials: those headers and the query string are replaced", () => {
    expect(acls).toHaveLength(2);
    for (const [, { Properties }] of acls) {
      expect(Properties.DataProtectionConfig.DataProtections).toEqual([
        { Action: "SUBSTITUTION", Field: { FieldType: "SINGLE_HEADER", FieldKeys: CREDENTIALS } },
        { Action: "SUBSTITUTION", Field: { FieldType: "QUERY_STRING" } },
      ]);
    }
    for (const { RedactedFields } of configurations) {
      expect(RedactedFields).toEqual([...CREDENTIALS.map((Name) => ({ SingleHeader: { Name } })), { QueryString: {} }]);
    }
  });

  test("S46 each web ACL logs into a group of its own, which is named as WAF demands and is emptied in time", () => {
    expect(configurations.map(({ ResourceArn }) => ResourceArn).toSorted()).toEqual(
      acls.map(([id]) => `${id}.Arn`).toSorted(),
    );
    const groups = new Map(
      ofType(template, "AWS::Logs::LogGroup").map(([id, { Properties }]) => [id, Properties] as const),
    );
    for (const { LogDestinationConfigs } of configurations) {
      expect(LogDestinationConfigs).toHaveLength(1);
      const [, id = ""] =
        /^arn:aws:logs:us-east-1:000000000000:log-group:(\w+)$/.exec(LogDestinationConfigs[0] ?? "") ?? [];
      const { LogGroupName, RetentionInDays } = groups.get(id);
      expect(LogGroupName).toMatch(/^aws-waf-logs-appsync-otp-\w+(-users)?$/);
      expect([14, 90]).toContain(RetentionInDays);
    }
  });

  test("S46 only the delivery of this account's own logs may write into these groups", () => {
    const [policy, ...others] = ofType(template, "AWS::Logs::ResourcePolicy");
    expect(others).toEqual([]);
    const { Statement } = JSON.parse(read<string>(policy?.[1].Properties.PolicyDocument));
    const groups = ofType(template, "AWS::Logs::LogGroup").filter(([id]) => id.startsWith("FirewallLogs"));
    expect(Statement).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: groups.map(([id]) => `${id}.Arn`),
        Condition: {
          StringEquals: { "aws:SourceAccount": "000000000000" },
          ArnLike: { "aws:SourceArn": "arn:aws:logs:us-east-1:000000000000:*" },
        },
      },
    ]);
    const logging = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::WAFv2::LoggingConfiguration");
    expect(logging).toHaveLength(2);
    for (const { DependsOn } of logging) expect(DependsOn).toContain(policy?.[0]);
  });
});
