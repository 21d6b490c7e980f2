import { signRequest } from "appsync-local/sigv4";
import { Kind, parse } from "graphql";
import { describe, expect, test } from "vitest";
import { PUBLIC_FIELDS_OF_MACHINES, PUBLIC_FIELDS_OF_PEOPLE } from "../../../contract/public-fields.ts";
import { DEFAULTS } from "../../../settings/schema.ts";
import { textOf } from "../../support/page-tables.ts";
import { type Synthesised, templateOf, theOne } from "./synth.ts";
import { ofType, resolved } from "./template.ts";
import { countedBy, judged, READINGS, rulesOf } from "./waf.ts";

/** Who is counted by which rule of the web ACLs, and what WAF keeps of a request. */

const prod = await templateOf("prod");
const stages = [prod, await templateOf("dev")];
const aclRules = (stage: Synthesised) => rulesOf(theOne(stage, "FirewallAcl"), stage.template);
const poolRules = (stage: Synthesised) => rulesOf(theOne(stage, "UserPoolFirewallAcl"), stage.template);
const pageRules = ({ edge }: Synthesised) =>
  rulesOf(theOne({ template: edge as Synthesised["template"] }, "PageFirewallAcl"), edge);

const ALL = "TooOften";
const UNSIGNED = "TooOftenUnsigned";
const PUBLIC = "TooOftenPublic";
const THROUGH_PAGE = "TooOftenThroughPage";
/** What CloudFront sends: the reference, in whose place AWS puts the secret. */
const secretOf = ({ template }: Synthesised): string => {
  const { DistributionConfig } = theOne({ template }, "PageDistribution").Properties;
  const [{ HeaderValue }] = DistributionConfig.Origins.flatMap(
    ({ OriginCustomHeaders }: { OriginCustomHeaders?: object[] }) => OriginCustomHeaders ?? [],
  );
  return resolved<string>(HeaderValue, template);
};
const RESET = JSON.stringify({ query: "mutation { requestPasswordReset(input: {}) { id } }" });
/** The same for AppSync, which reads JSON before it looks for the field. */
const HIDDEN_RESET = RESET.replace("requestPasswordReset", "re\\u0071uestPasswordReset");
const KEY: [string, string] = ["x-api-key", "da2-1"];
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
  const rules = aclRules(stage);

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
    const ended = (headers: [string, string][], bodyBytes: number, at = rules) =>
      judged(at, { headers: [...headers, ["x-origin-secret", secretOf(stage)]], bodyBytes }, reading).ended;
    for (const at of [rules, pageRules(stage)]) {
      expect([ended([KEY], 4_096, at), ended([KEY], 4_097, at)]).toEqual([undefined, "LongBody"]);
      expect([ended([], 4_097, at), ended([], 8_193, at)]).toEqual([undefined, "LongBody"]);
    }
  });

  test("S27 S43 blocks an address above its stage's limits, which are higher for signed requests", () => {
    const { requestsPerAddress, signedRequestsPerAddress, publicRequestsPerAddress } = DEFAULTS.stages.prod.firewall;
    expect(signedRequestsPerAddress).toBeGreaterThan(requestsPerAddress);
    const rates = rules.flatMap(({ Name, Action, Statement }) =>
      Statement.RateBasedStatement ? [{ Name, Action, ...Statement.RateBasedStatement }] : [],
    );
    const limited = { Action: { Block: {} }, AggregateKeyType: "IP", EvaluationWindowSec: 300 };
    expect(rates).toEqual([
      { ...limited, Name: ALL, Limit: signedRequestsPerAddress, ScopeDownStatement: expect.anything() },
      { ...limited, Name: UNSIGNED, Limit: requestsPerAddress, ScopeDownStatement: expect.anything() },
      { ...limited, Name: PUBLIC, Limit: publicRequestsPerAddress, ScopeDownStatement: expect.anything() },
      {
        ...limited,
        Name: THROUGH_PAGE,
        Limit: requestsPerAddress,
        AggregateKeyType: "FORWARDED_IP",
        ForwardedIPConfig: { HeaderName: "x-visitor-address", FallbackBehavior: "MATCH" },
        ScopeDownStatement: expect.anything(),
      },
    ]);
  });

  test("no pattern is longer than the 512 characters that WAF takes", () => {
    const patterns = JSON.stringify(rules).match(/"RegexString":"[^"]*"/g) ?? [];
    expect(patterns.length).toBeGreaterThan(0);
    for (const pattern of patterns) expect(pattern.length).toBeLessThanOrEqual(512);
  });
});

test("S43 a stage's settings are the limits of its own firewalls", async () => {
  const firewall = { requestsPerAddress: 77, signedRequestsPerAddress: 7_700, publicRequestsPerAddress: 17 };
  const own = await templateOf("dev", { stages: { dev: { firewall } } });
  const limits = (rules: ReturnType<typeof rulesOf>) =>
    rules.flatMap(({ Statement }) => Statement.RateBasedStatement?.Limit ?? []);
  expect([aclRules(own), poolRules(own), pageRules(own)].map(limits)).toEqual([[7_700, 77, 17, 77], [77], [77, 17]]);
});

test.each(stages)("S43 the firewall of the user pool counts every request before another rule blocks it", (stage) => {
  const rules = poolRules(stage);
  const [reading] = Object.values(READINGS) as [(typeof READINGS)[string]];
  for (const operation of ["InitiateAuth", "ChangePassword"]) {
    const headers: [string, string][] = [["x-amz-target", `AWSCognitoIdentityProviderService.${operation}`]];
    expect(countedBy(rules, { headers }, reading)).toEqual(["TooOften"]);
  }
  expect(countedBy(rules, { headers: [] }, reading)).toEqual(["TooOften"]);
});

describe.each(stages)("a request that has come through the page's origin", (stage) => {
  const rules = aclRules(stage);
  const secret: [string, string] = ["x-origin-secret", secretOf(stage)];

  test.each([
    ["signed", [["authorization", SIGNED]]],
    ["with an ID token", [["authorization", JWT]]],
    ["with an API key", [KEY]],
  ] as [string, [string, string][]][])("S27 S43 is counted by the address that CloudFront names: %s", (_, headers) => {
    for (const reading of Object.values(READINGS)) {
      expect(judged(rules, { headers: [...headers, secret], body: RESET }, reading)).toEqual({
        counted: [THROUGH_PAGE],
      });
    }
  });

  test("S27 S43 is known by the secret alone: who names an address without it is counted by their own", () => {
    const forged: [string, string][] = [
      ["x-visitor-address", "192.0.2.1"],
      ["x-forwarded-for", "192.0.2.1"],
      ["x-origin-secret", "guessed"],
    ];
    for (const reading of Object.values(READINGS)) {
      expect(countedBy(rules, { headers: forged }, reading)).toEqual([ALL, UNSIGNED]);
    }
  });
});

describe("the API's own endpoint", () => {
  const [reading] = Object.values(READINGS) as [(typeof READINGS)[string]];
  const endedBy = (stage: Synthesised, headers: [string, string][], body = "{}") =>
    judged(aclRules(stage), { headers, body }, reading).ended;
  const [closed, open] = stages as [Synthesised, Synthesised];
  const BROWSERS: [string, [string, string][]][] = [
    ["a preflight", [["origin", "https://other.example.com"]]],
    ["a call with an ID token", [["authorization", JWT]]],
    ["a call with the API key", [KEY]],
  ];

  test.each(BROWSERS)("S27 F07 is closed in production to what browsers send: %s", (_, headers) => {
    expect(endedBy(closed, headers)).toBe("NotThroughPage");
    expect(endedBy(closed, [...headers, ["x-origin-secret", secretOf(closed)]])).toBeUndefined();
    expect(endedBy(closed, [...headers, ["x-origin-secret", "guessed"]])).toBe("NotThroughPage");
  });

  test.each(BROWSERS)("F07 is open in development: %s", (_, headers) => {
    expect(endedBy(open, headers)).toBeUndefined();
  });

  test.each([
    ["with an IAM role", SIGNED],
    ["as an API client", OF_CLIENT],
  ])("S27 takes what backends sign, in production, too: %s", (_, authorization) => {
    for (const stage of stages) expect(endedBy(stage, [["authorization", authorization]])).toBeUndefined();
  });

  test("S27 of an open stage with a challenge is closed to what is challenged, and to nothing else", async () => {
    const challenged = await templateOf("dev", { stages: { dev: { firewall: { challenge: true } } } });
    expect(endedBy(challenged, [KEY], RESET)).toBe("NotThroughPage");
    expect(endedBy(challenged, [KEY])).toBeUndefined();
  });

  test("F07 of a stage without a page is open, and its firewall knows no other way", async () => {
    const without = await templateOf("dev", { stages: { dev: { page: { publish: false } } } });
    expect(endedBy(without, [["authorization", JWT]])).toBeUndefined();
    expect(aclRules(without).map(({ Name }) => Name)).not.toContain(THROUGH_PAGE);
    const types = Object.values(without.template.Resources).map(({ Type }) => Type);
    expect(types).not.toContain("AWS::SecretsManager::Secret");
  });
});

describe("the firewall of the page", () => {
  const [reading] = Object.values(READINGS) as [(typeof READINGS)[string]];
  const ended = (path: string, headers: [string, string][] = [], body = "") =>
    judged(pageRules(prod), { headers, body, path }, reading).ended;

  test("S27 S43 counts every request by its own address, and is CloudFront's", () => {
    for (const stage of stages) {
      const { Scope, DefaultAction } = theOne(
        { template: stage.edge as Synthesised["template"] },
        "PageFirewallAcl",
      ).Properties;
      expect([Scope, DefaultAction]).toEqual(["CLOUDFRONT", { Allow: {} }]);
      for (const path of ["/", "/config.json", "/graphql", "/challenge"]) {
        expect(countedBy(pageRules(stage), { headers: [], path }, reading)).toEqual([ALL]);
      }
      expect(countedBy(pageRules(stage), { headers: [KEY] }, reading)).toEqual([ALL, PUBLIC]);
      const [all] = pageRules(stage).map(({ Statement }) => Statement.RateBasedStatement);
      expect([all?.AggregateKeyType, all?.ScopeDownStatement]).toEqual(["IP", undefined]);
    }
  });

  test("S23 S27 blocks known bad addresses and known bad inputs", () => {
    const managed = pageRules(prod).filter(({ Statement }) => Statement.ManagedRuleGroupStatement);
    expect(managed.map(({ Name }) => Name)).toEqual([
      "AWSManagedRulesAmazonIpReputationList",
      "AWSManagedRulesKnownBadInputsRuleSet",
    ]);
  });

  test("S27 challenges what nobody has to be signed in for, and the path where browsers pass it", () => {
    expect(ended("/graphql", [KEY], RESET)).toBe("Challenge");
    // AppSync reads JSON and GraphQL: neither hides the field.
    for (const body of [
      HIDDEN_RESET,
      RESET.replace("{ request", "{ activateApiClient(input: {}) { keyId } x: request"),
    ])
      expect(ended("/graphql", [KEY], body)).toBe("Challenge");
    expect(ended("/challenge")).toBe("Challenge");
    const rule = pageRules(prod).find(({ Name }) => Name === "Challenge");
    expect(rule).toMatchObject({
      Action: { Challenge: {} },
      ChallengeConfig: { ImmunityTimeProperty: { ImmunityTime: 1_800 } },
    });
  });

  test("S27 challenges neither the page, nor what people call who are signed in, nor what machines call", () => {
    for (const path of ["/", "/config.json", "/graphql"]) expect(ended(path)).toBeUndefined();
    expect(ended("/graphql", [["authorization", JWT]], RESET)).toBeUndefined();
    expect(ended("/graphql", [KEY], '{"query":"mutation { activateApiClient(input: {}) { keyId } }"}')).toBeUndefined();
  });

  test("S27 of a stage without a challenge has none", () => {
    const [, dev] = stages as [Synthesised, Synthesised];
    expect(pageRules(dev).map(({ Name }) => Name)).not.toContain("Challenge");
  });
});

test("S27 the fields that take the API key are those of people and of machines, and no others", () => {
  const taken = parse(textOf("../schema.graphql"))
    .definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION
        ? (definition.fields ?? []).filter(({ directives }) =>
            directives?.some(({ name }) => name.value === "aws_api_key"),
          )
        : [],
    )
    .map(({ name }) => name.value);
  expect(taken.length).toBeGreaterThan(0);
  expect(taken.filter((name) => ![...PUBLIC_FIELDS_OF_PEOPLE, ...PUBLIC_FIELDS_OF_MACHINES].includes(name))).toEqual(
    [],
  );
});

const TEMPLATES = stages.flatMap(({ template, edge }) => [
  { template, webAcls: 2 },
  { template: edge, webAcls: 1 },
]);

describe.each(TEMPLATES)("S46 what WAF keeps", ({ template, webAcls }) => {
  const CREDENTIALS = [
    "authorization",
    "x-api-key",
    "x-amz-security-token",
    "cookie",
    "sec-websocket-protocol",
    "x-origin-secret",
  ];
  const acls = ofType(template, "AWS::WAFv2::WebACL");
  const read = <T>(value: unknown) => resolved<T>(value, template);
  const configurations = ofType(template, "AWS::WAFv2::LoggingConfiguration").map(([, { Properties }]) =>
    read<{ ResourceArn: string; LogDestinationConfigs: string[]; RedactedFields: object[] }>(Properties),
  );

  test("S46 samples and logs hold no credentials: those headers and the query string are replaced", () => {
    expect(acls).toHaveLength(webAcls);
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
      expect(LogGroupName).toMatch(/^aws-waf-logs-appsync-otp-\w+(-users|-page)?$/);
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
        Resource: groups.length === 1 ? `${groups[0]?.[0]}.Arn` : groups.map(([id]) => `${id}.Arn`),
        Condition: {
          StringEquals: { "aws:SourceAccount": "000000000000" },
          ArnLike: { "aws:SourceArn": "arn:aws:logs:us-east-1:000000000000:*" },
        },
      },
    ]);
    const logging = Object.values(template.Resources as Synthesised["template"]["Resources"]).filter(
      ({ Type }) => Type === "AWS::WAFv2::LoggingConfiguration",
    );
    expect(logging).toHaveLength(webAcls);
    for (const { DependsOn } of logging) expect(DependsOn).toContain(policy?.[0]);
  });
});
