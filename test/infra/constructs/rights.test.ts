import { expect, test } from "vitest";
import { linesOf, mayAssume, rolesOf, statementsOf } from "./policies.ts";
import { nameOf, templateOf, theOne } from "./synth.ts";
import { ofType } from "./template.ts";

/** Every right of every role, so that each addition has to be made here, too. */

const synthesised = await templateOf("prod");
const { template } = synthesised;
const roles = rolesOf(template);

const THROUGH_DYNAMODB = "if kms:ViaService StringEquals dynamodb.us-east-1.amazonaws.com";
const THE_DATA_KEY = ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"].map(
  (action) => `kms:${action} on DataKey.Arn ${THROUGH_DYNAMODB}`,
);
const OF_NOTICES = "if dynamodb:LeadingKeys ForAllValues:StringLike pool|n|* if dynamodb:LeadingKeys Null false";
const OF_ACCOUNTS = "if dynamodb:LeadingKeys ForAllValues:StringLike pool|a|* if dynamodb:LeadingKeys Null false";
const onThePool = (operation: string) => `cognito-idp:${operation} on UsersPool.Arn`;
const OF_NONCES = "if dynamodb:LeadingKeys ForAllValues:StringLike nonces|r|* if dynamodb:LeadingKeys Null false";
const OF_LAST_USE =
  "if dynamodb:Attributes ForAllValues:StringEquals pk, sk, lastUsedAt if dynamodb:Attributes Null false";
const OF_RECEIVERS =
  "if dynamodb:Attributes ForAllValues:StringEquals pk, sk, status, webhookUrl if dynamodb:Attributes Null false";
const SES = "arn:aws:ses:us-east-1:000000000000";
const FROM = "if ses:FromAddress StringEquals no-reply@example.com";
/** SNS names these groups: one for deliveries, one for failures. */
const SMS_LOGS = "arn:aws:logs:us-east-1:000000000000:log-group:sns/us-east-1/000000000000/DirectPublishToPhoneNumber*";
const SMS_THROUGH_SNS = "sms-voice:SendTextMessage on * if aws:CalledViaLast StringEquals sns.amazonaws.com";
const X_RAY = ["xray:PutTelemetryRecords on *", "xray:PutTraceSegments on *"];
const logsTo = (group: string) => [`logs:CreateLogStream on ${group}.Arn`, `logs:PutLogEvents on ${group}.Arn`];

const RIGHTS: Record<string, string[]> = {
  // Neither table: the send function knows what it is passed, and reads nothing.
  DeliverySendRole: [
    ...logsTo("DeliverySendLogs"),
    "never sns:Publish on arn:aws:sns:*:*:*",
    `ses:SendEmail on ${SES}:configuration-set/appsync-otp-prod ${FROM}`,
    `ses:SendEmail on ${SES}:identity/* ${FROM}`,
    // SNS hands an SMS on in the name of its caller.
    SMS_THROUGH_SNS,
    "sns:Publish on *",
    ...X_RAY,
  ],
  DeliverySmsLogsRole: ["CreateLogGroup", "CreateLogStream", "PutLogEvents"].map(
    (action) => `logs:${action} on ${SMS_LOGS}`,
  ),
  ApiLogsRole: logsTo("ApiLogs"),
  // No Put, which could restore spent guesses; no Delete; no Scan; on Factors only what stands beside items of Tokens, to be read.
  ApiTokensRole: [
    "dynamodb:BatchGetItem on DataFactors.Arn",
    "dynamodb:BatchGetItem on DataTokens.Arn",
    "dynamodb:ConditionCheckItem on DataFactors.Arn",
    "dynamodb:ConditionCheckItem on DataTokens.Arn",
    "dynamodb:GetItem on DataTokens.Arn",
    "dynamodb:Query on DataTokens.Arn/index/active",
    "dynamodb:UpdateItem on DataTokens.Arn",
    ...THE_DATA_KEY,
  ],
  // No Put, which could forget what a reset has left behind.
  ApiFactorsRole: [
    ...["GetItem", "UpdateItem"].map((action) => `dynamodb:${action} on DataFactors.Arn`),
    ...THE_DATA_KEY,
  ],
  ApiAccountRole: ["lambda:InvokeFunction on AccountsChange.Arn"],
  // Nothing on Tokens, no address to send to: it changes users, and writes down that it did.
  AccountsRole: [
    ...["AdminGetUser", "AdminListGroupsForUser", "AdminSetUserPassword"].map(onThePool),
    ...["AdminUpdateUserAttributes", "AdminUserGlobalSignOut"].map(onThePool),
    ...["GetItem", "PutItem"].map((action) => `dynamodb:${action} on DataFactors.Arn ${OF_ACCOUNTS}`),
    ...THE_DATA_KEY,
    ...logsTo("AccountsChangeLogs"),
    ...X_RAY,
  ],
  // No Delete: a client that was revoked stays to be seen.
  ApiClientsRole: [
    ...["GetItem", "Query", "UpdateItem"].map((action) => `dynamodb:${action} on DataClients.Arn`),
    ...THE_DATA_KEY,
  ],
  // Neither table of sign-ins.
  ApiResetsRole: [
    ...["BatchGetItem", "UpdateItem"].map((action) => `dynamodb:${action} on DataResets.Arn`),
    ...THE_DATA_KEY,
  ],
  ApiResetRole: ["lambda:InvokeFunction on ResetsFollowUp.Arn"],
  // It looks users up, and changes none.
  ResetsRole: [
    ...["AdminGetUser", "AdminListGroupsForUser"].map((operation) => `cognito-idp:${operation} on UsersPool.Arn`),
    "dynamodb:UpdateItem on DataResets.Arn",
    ...THE_DATA_KEY,
    ...logsTo("ResetsFollowUpLogs"),
    "never sns:Publish on arn:aws:sns:*:*:*",
    `ses:SendEmail on ${SES}:configuration-set/appsync-otp-prod ${FROM}`,
    `ses:SendEmail on ${SES}:identity/* ${FROM}`,
    SMS_THROUGH_SNS,
    "sns:Publish on *",
    ...X_RAY,
  ],
  // The policies of the check key and of the client key admit it.
  ApiKmsRole: [],
  ApiInvokeRole: ["lambda:InvokeFunction on DeliverySend.Arn"],
  // Of a client it writes the day of its last use alone, and of the table Tokens only what says which nonces were used.
  AuthorizerRole: [
    "dynamodb:GetItem on DataClients.Arn",
    `dynamodb:PutItem on DataTokens.Arn ${OF_NONCES}`,
    `dynamodb:UpdateItem on DataClients.Arn ${OF_LAST_USE}`,
    ...THE_DATA_KEY,
    ...logsTo("AuthorizerJudgeLogs"),
    ...X_RAY,
  ],
  // Of the table only what says which notices were sent.
  StreamRole: [
    "cognito-idp:AdminGetUser on UsersPool.Arn",
    `dynamodb:DeleteItem on DataTokens.Arn ${OF_NOTICES}`,
    ...["DescribeStream", "GetRecords", "GetShardIterator"].flatMap((action) =>
      ["DataClients", "DataFactors", "DataTokens"].map((table) => `dynamodb:${action} on ${table}.StreamArn`),
    ),
    "dynamodb:ListStreams on *",
    `dynamodb:PutItem on DataTokens.Arn ${OF_NOTICES}`,
    "events:PutEvents on EventsBus.Arn if events:source StringEquals appsync-otp",
    ...THE_DATA_KEY,
    ...logsTo("StreamReadLogs"),
    `ses:SendEmail on ${SES}:configuration-set/appsync-otp-prod ${FROM}`,
    `ses:SendEmail on ${SES}:identity/* ${FROM}`,
    "sqs:SendMessage on StreamFailures.Arn",
    ...X_RAY,
  ],
  // Of a client whether it may act and where its events go: neither addresses of people nor MACs. It writes nothing.
  WebhooksRole: [
    `dynamodb:GetItem on DataClients.Arn ${OF_RECEIVERS}`,
    ...THE_DATA_KEY,
    ...logsTo("WebhooksDeliverLogs"),
    ...["ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "ReceiveMessage"].map(
      (action) => `sqs:${action} on WebhooksQueue.Arn`,
    ),
    ...X_RAY,
  ],
};

test("S25 F06 F18 the roles have exactly these rights", () => {
  expect(Object.fromEntries([...roles].map(([name, { rights }]) => [name, linesOf(rights)]))).toEqual(RIGHTS);
});

const ofApi = (api: string, ifExists = "") =>
  [
    `sts:AssumeRole for appsync.amazonaws.com if aws:SourceAccount StringEquals${ifExists} 000000000000`,
    `if aws:SourceArn ArnLike${ifExists} arn:aws:appsync:us-east-1:000000000000:apis/${api}*`,
  ].join(" ");
const THIS_API = "ApiGraphQL.ApiId";

test("S25 one service may take each role, and AppSync may take the roles of data sources only for this API", () => {
  expect(Object.fromEntries([...roles].map(([name, { trust }]) => [name, linesOf(trust)]))).toEqual({
    DeliverySendRole: ["sts:AssumeRole for lambda.amazonaws.com"],
    ResetsRole: ["sts:AssumeRole for lambda.amazonaws.com"],
    AccountsRole: ["sts:AssumeRole for lambda.amazonaws.com"],
    AuthorizerRole: ["sts:AssumeRole for lambda.amazonaws.com"],
    StreamRole: ["sts:AssumeRole for lambda.amazonaws.com"],
    WebhooksRole: ["sts:AssumeRole for lambda.amazonaws.com"],
    DeliverySmsLogsRole: [
      "sts:AssumeRole for sns.amazonaws.com if aws:SourceAccount StringEqualsIfExists 000000000000",
    ],
    // The API names this role, and keys whose policies name the next one: neither can name the API.
    ApiLogsRole: [ofApi("", "IfExists")],
    ApiKmsRole: [ofApi("")],
    ApiTokensRole: [ofApi(THIS_API)],
    ApiFactorsRole: [ofApi(THIS_API)],
    ApiAccountRole: [ofApi(THIS_API)],
    ApiClientsRole: [ofApi(THIS_API)],
    ApiResetsRole: [ofApi(THIS_API)],
    ApiInvokeRole: [ofApi(THIS_API)],
    ApiResetRole: [ofApi(THIS_API)],
  });
});

/** A role can only be passed to functions of its own account, and Lambda documents no keys that it takes a role with. */
const OF_FUNCTIONS = ["DeliverySendRole", "AuthorizerRole", "AccountsRole", "ResetsRole", "StreamRole", "WebhooksRole"];
const ofAccount = (account: string, api: string): Record<string, string> => ({
  "aws:SourceAccount": account,
  "aws:SourceArn": `arn:aws:appsync:us-east-1:${account}:apis/${api}`,
});
const whoseRoles = (context: Record<string, string>) =>
  [...roles].flatMap(([name, { trust }]) =>
    mayAssume(trust, trust[0]?.principals[0] as string, context) ? [name] : [],
  );

test("S46 no service may take a role for another account, and for this account's API all may, but for functions' roles", () => {
  expect(whoseRoles(ofAccount("111111111111", THIS_API))).toEqual(OF_FUNCTIONS);
  expect(whoseRoles(ofAccount("000000000000", THIS_API))).toEqual([...roles.keys()]);
});

test("S46 another API of the account may take only the two roles that cannot name this API", () => {
  const ofAppSync = whoseRoles(ofAccount("000000000000", "another")).filter((name) => name.startsWith("Api"));
  expect(ofAppSync).toEqual(["ApiLogsRole", "ApiKmsRole"]);
});

test("S25 F06 no two functions or data sources share a role", () => {
  const taken = [
    ...ofType(template, "AWS::Lambda::Function").map(([, { Properties }]) => Properties.Role),
    ...ofType(template, "AWS::AppSync::DataSource").map(([, { Properties }]) => Properties.ServiceRoleArn),
    theOne(synthesised, "ApiGraphQL").Properties.LogConfig.CloudWatchLogsRoleArn,
  ].map((arn) => nameOf(arn["Fn::GetAtt"][0]));
  // The deploy command gives SNS this role, because no template can.
  expect([...taken, "DeliverySmsLogsRole"].sort()).toEqual([...roles.keys()].sort());
});

test("S25 wildcards allow only what no ARN can name, and never data", () => {
  const wide = [...roles.values()]
    .flatMap(({ rights }) => rights)
    .filter(({ effect, resources, actions }) => effect === "Allow" && /[*?]/.test([...resources, ...actions].join()));
  expect([...new Set(linesOf(wide))]).toEqual([
    "dynamodb:ListStreams on *",
    ...(RIGHTS.DeliverySmsLogsRole as string[]),
    // SES asks for whatever identity the sender falls under; there is one sender.
    `ses:SendEmail on ${SES}:configuration-set/appsync-otp-prod ${FROM}`,
    `ses:SendEmail on ${SES}:identity/* ${FROM}`,
    SMS_THROUGH_SNS,
    "sns:Publish on *",
    ...X_RAY,
  ]);
});

test("S25 a backend with the call policy may call this API and nothing else", () => {
  const policies = ofType(template, "AWS::IAM::ManagedPolicy");
  expect(
    policies.map(([id, { Properties }]) => [nameOf(id), linesOf(statementsOf(Properties.PolicyDocument, template))]),
  ).toEqual([["ApiCallPolicy", ["appsync:GraphQL on ApiGraphQL.Arn/*"]]]);
});

test("S25 S26 the topic of alarms accepts messages only from this account's alarms, and only over TLS", () => {
  const { Topics, PolicyDocument } = theOne(synthesised, "MonitoringAlarmsPolicy").Properties;
  expect(Topics.map(({ Ref }: { Ref: string }) => nameOf(Ref))).toEqual(["MonitoringAlarms"]);
  expect(linesOf(statementsOf(PolicyDocument, template))).toEqual([
    "never sns:Publish on MonitoringAlarms for * if aws:SecureTransport Bool false",
    "sns:Publish on MonitoringAlarms for cloudwatch.amazonaws.com if aws:SourceAccount StringEquals 000000000000",
  ]);
});

test("S25 the rule for API clients may fill the queues of webhooks, and nobody else may fill any", () => {
  const policies = ofType(template, "AWS::SQS::QueuePolicy").flatMap(([, { Properties }]) =>
    linesOf(statementsOf(Properties.PolicyDocument, template)),
  );
  const fromRule = "for events.amazonaws.com if aws:SourceArn ArnEquals WebhooksRule.Arn";
  expect(policies.filter((line) => !line.startsWith("never"))).toEqual([
    `sqs:SendMessage on WebhooksDeadLetters.Arn ${fromRule}`,
    ...["GetQueueAttributes", "GetQueueUrl", "SendMessage"].map(
      (action) => `sqs:${action} on WebhooksQueue.Arn ${fromRule}`,
    ),
  ]);
});

test("S25 a stage that sends no SMS has no right to send any, and no role for SNS", async () => {
  const { template: emailOnly } = await templateOf("staging", { destinations: { allow: [] } });
  const rightsOf = (name: string) => linesOf(rolesOf(emailOnly).get(name)?.rights ?? []);
  expect([...rolesOf(emailOnly).keys()]).toEqual([...roles.keys()].filter((name) => name !== "DeliverySmsLogsRole"));
  expect(rightsOf("DeliverySendRole").filter((line) => /sns|sms/.test(line))).toEqual([]);
  expect(Object.keys((emailOnly as typeof template).Outputs)).not.toContain("smsLogsRoleArn");
});

test("S25 these tests read every policy in the template", () => {
  const counts: Record<string, number> = {};
  for (const { Type, Properties } of Object.values(template.Resources)) {
    const documents = JSON.stringify(Properties ?? {}).match(/"Version":"2012-10-17"/g)?.length ?? 0;
    if (documents > 0 || /Permission|Policy/.test(Type)) counts[Type] = (counts[Type] ?? 0) + documents;
  }
  expect(counts).toEqual({
    "AWS::IAM::Role": roles.size,
    "AWS::IAM::Policy": [...roles.values()].filter(({ rights }) => rights.length > 0).length,
    "AWS::IAM::ManagedPolicy": 1,
    "AWS::KMS::Key": 5,
    // The next test reads it.
    "AWS::Lambda::Permission": 0,
    // Its document is text, which test/infra/constructs/firewall.test.ts reads.
    "AWS::Logs::ResourcePolicy": 0,
    // Their own tests read them: public-files.test.ts and page.test.ts.
    "AWS::CloudFront::ResponseHeadersPolicy": 0,
    "AWS::S3::BucketPolicy": 2,
    "AWS::SNS::TopicPolicy": 1,
    "AWS::SQS::QueuePolicy": 3,
  });
});

test("S25 this API, and nobody else, may ask the authorizer", () => {
  const permissions = ofType(template, "AWS::Lambda::Permission").map(([, { Properties }]) => Properties);
  expect(permissions).toEqual([
    {
      Action: "lambda:InvokeFunction",
      FunctionName: { "Fn::GetAtt": [expect.stringMatching(/^AuthorizerJudge/), "Arn"] },
      Principal: "appsync.amazonaws.com",
      SourceArn: { "Fn::GetAtt": [expect.stringMatching(/^ApiGraphQL/), "Arn"] },
    },
  ]);
});
