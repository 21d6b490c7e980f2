import { expect, test } from "vitest";
import { LIMITS } from "../../../contract/limits.ts";
import { SIGNATURE_PATTERN } from "../../../contract/signing.ts";
import { API_KEY_EXPIRES_AT, deploymentOf } from "../../../infra/stage.ts";
import { DEFAULTS } from "../../../settings/schema.ts";
import { nameOf, type Synthesised, templateOf, theOne } from "./synth.ts";
import { ofType, resolved } from "./template.ts";

const prod = await templateOf("prod");
const dev = await templateOf("dev");
const api = ({ template }: Synthesised) =>
  // biome-ignore lint/suspicious/noExplicitAny: a resource's properties are as foreign as a template is
  resolved<any>(theOne({ template }, "ApiGraphQL").Properties, template);

test.each([prod, dev])(
  "S13 S24 AppSync logs only errors, without arguments and answers, to a log group of the stack",
  (stage) => {
    expect(api(stage).LogConfig).toEqual({
      CloudWatchLogsRoleArn: expect.stringMatching(/^ApiLogsRole/),
      FieldLogLevel: "ERROR",
      ExcludeVerboseContent: true,
    });
  },
);

test.each([
  [prod, "appsync-otp-prod", 90],
  [dev, "appsync-otp-dev", 14],
] as const)(
  "S24 F06 every log group has a retention, and AppSync's has the name that AppSync writes to",
  ({ template }, stage, days) => {
    const groups = ofType(template, "AWS::Logs::LogGroup").map(([id, { Properties }]) => [nameOf(id), Properties]);
    const retention = { RetentionInDays: days };
    const id = Object.keys(template.Resources).find((name) => nameOf(name) === "ApiGraphQL");
    expect(Object.fromEntries(resolved<[string, object][]>(groups, template))).toEqual({
      AuthorizerJudgeLogs: retention,
      DeliverySendLogs: retention,
      AccountsChangeLogs: retention,
      ResetsFollowUpLogs: retention,
      StreamReadLogs: retention,
      WebhooksDeliverLogs: retention,
      FirewallLogsApi: { ...retention, LogGroupName: `aws-waf-logs-${stage}` },
      FirewallLogsUsers: { ...retention, LogGroupName: `aws-waf-logs-${stage}-users` },
      ApiLogs: { ...retention, LogGroupName: `/aws/appsync/apis/${id}.ApiId` },
    });
  },
);

test("F06 every function writes to a log group of its own, and is traced", () => {
  const functions = ofType(prod.template, "AWS::Lambda::Function").map(([id, { Properties }]) => [
    nameOf(id),
    nameOf(Properties.LoggingConfig.LogGroup.Ref),
    Properties.TracingConfig.Mode,
  ]);
  expect(functions).toEqual([
    ["DeliverySend", "DeliverySendLogs", "Active"],
    ["AuthorizerJudge", "AuthorizerJudgeLogs", "Active"],
    ["AccountsChange", "AccountsChangeLogs", "Active"],
    ["ResetsFollowUp", "ResetsFollowUpLogs", "Active"],
    ["StreamRead", "StreamReadLogs", "Active"],
    ["WebhooksDeliver", "WebhooksDeliverLogs", "Active"],
  ]);
  expect(api(prod).XrayEnabled).toBe(true);
});

test("S23 F07 introspection is enabled in development and disabled in production", () => {
  expect([api(dev).IntrospectionConfig, api(prod).IntrospectionConfig]).toEqual(["ENABLED", "DISABLED"]);
});

test.each([prod, dev])("S23 the depth and the number of resolvers of a request are limited", (stage) => {
  const { QueryDepthLimit, ResolverCountLimit } = api(stage);
  expect({ QueryDepthLimit, ResolverCountLimit }).toEqual({
    QueryDepthLimit: LIMITS.queryDepth,
    ResolverCountLimit: LIMITS.resolverCount,
  });
});

test.each([prod, dev])(
  "S35 callers need a token of one of the two app clients, a signature of IAM or of an API client, or the one API key, whose end each deploy names",
  (stage) => {
    const { AuthenticationType, UserPoolConfig, AdditionalAuthenticationProviders } = api(stage);
    expect(AuthenticationType).toBe("AMAZON_COGNITO_USER_POOLS");
    expect(UserPoolConfig).toEqual({
      UserPoolId: expect.stringMatching(/^UsersPool[0-9A-F]{8}$/),
      AppIdClientRegex: expect.stringMatching(/^UsersPoolClient[0-9A-F]{8}\|UsersPoolOperatorsClient[0-9A-F]{8}$/),
      AwsRegion: "us-east-1",
      DefaultAction: "ALLOW",
    });
    expect(AdditionalAuthenticationProviders).toEqual([
      { AuthenticationType: "AWS_IAM" },
      {
        AuthenticationType: "AWS_LAMBDA",
        LambdaAuthorizerConfig: {
          AuthorizerUri: expect.stringMatching(/^AuthorizerJudge[0-9A-F]{8}\.Arn$/),
          // S35: no answer is remembered, and no other form reaches the function.
          AuthorizerResultTtlInSeconds: 0,
          IdentityValidationExpression: `^${SIGNATURE_PATTERN}$`,
        },
      },
      { AuthenticationType: "API_KEY" },
    ]);
    const keys = ofType(stage.template, "AWS::AppSync::ApiKey").map(([, { Properties }]) => Properties.Expires);
    expect(keys).toEqual([{ Ref: API_KEY_EXPIRES_AT }]);
  },
);

const rulesOf = (stage: Synthesised): Record<string, unknown>[] => theOne(stage, "FirewallAcl").Properties.Rules;

test.each([prod, dev])("S23 a body over 8 KB is blocked, including a body too long for WAF to inspect", (stage) => {
  const { Action, Statement } = rulesOf(stage).find(({ Name }) => Name === "LongBody") ?? {};
  expect(Action).toEqual({ Block: {} });
  expect((Statement as unknown as { OrStatement: { Statements: object[] } }).OrStatement.Statements).toContainEqual({
    SizeConstraintStatement: {
      FieldToMatch: { Body: { OversizeHandling: "MATCH" } },
      ComparisonOperator: "GT",
      Size: 8_192,
      TextTransformations: [{ Priority: 0, Type: "NONE" }],
    },
  });
  expect(LIMITS.bodyBytes).toBe(8_192);
});

test.each([prod, dev])(
  "S27 F18 the firewall stands before the API and protects it from bad addresses and bad inputs",
  (stage) => {
    const association = theOne(stage, "FirewallAssociation").Properties;
    expect(association.ResourceArn["Fn::GetAtt"]).toEqual([expect.stringMatching(/^ApiGraphQL/), "Arn"]);
    expect(association.WebACLArn["Fn::GetAtt"]).toEqual([expect.stringMatching(/^FirewallAcl/), "Arn"]);
    expect(theOne(stage, "FirewallAcl").Properties).toMatchObject({ Scope: "REGIONAL", DefaultAction: { Allow: {} } });
    const rules = rulesOf(stage);
    // `None` keeps each rule's own action; `Count` would let every request through.
    const managed = rules.filter(({ OverrideAction }) => OverrideAction);
    expect(managed.map(({ Name, OverrideAction }) => [Name, OverrideAction])).toEqual([
      ["AWSManagedRulesAmazonIpReputationList", { None: {} }],
      ["AWSManagedRulesKnownBadInputsRuleSet", { None: {} }],
    ]);
    expect(rules.map(({ Priority }) => Priority)).toEqual(rules.map((_, index) => index));
  },
);

test.each([
  ["dev", dev],
  ["prod", prod],
] as const)("F07 the stack of %s names nothing of another stage", (stage, { template }) => {
  const text = JSON.stringify(template.Resources);
  const names = [...text.matchAll(/appsync-otp-(\w+)/g)].map(([, name]) => name);
  expect([...new Set(names)]).toEqual([stage]);
});

test("F07 an unknown stage is refused; staging is as closed as production, and is deleted with its stack", () => {
  expect(() => deploymentOf("production", DEFAULTS)).toThrow(/dev, staging, prod/);
  expect(deploymentOf("staging", DEFAULTS)).toMatchObject({
    prefix: "appsync-otp-staging",
    introspection: false,
    removal: "DESTROY",
  });
});

test("the outputs have the same names as those that the local start writes", () => {
  expect(Object.keys(prod.template.Outputs)).toEqual(
    expect.arrayContaining([
      "region",
      "graphqlUrl",
      "apiKey",
      "userPoolId",
      "userPoolClientId",
      "operatorsClientId",
      "cognitoUrl",
    ]),
  );
});
