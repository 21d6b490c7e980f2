import { expect, test } from "vitest";
import { CLIENTS_TABLE, TOKENS_TABLE } from "../../../contract/tables.ts";
import { linesOf, statementsOf } from "./policies.ts";
import { nameOf, templateOf, theOne } from "./synth.ts";
import { ofType, resolved } from "./template.ts";

const prod = await templateOf("prod");
const dev = await templateOf("dev");
const TABLES = ["DataTokens", "DataFactors", "DataClients", "DataResets"];

test.each([prod, dev])("S26 F18 every table is encrypted with the customer managed key", ({ template }) => {
  const encrypted = ofType(template, "AWS::DynamoDB::Table").map(([id, { Properties }]) => {
    const { SSEEnabled, SSEType, KMSMasterKeyId } = resolved<Record<string, string>>(
      Properties.SSESpecification,
      template,
    );
    return [nameOf(id), SSEEnabled, SSEType, nameOf((KMSMasterKeyId as string).replace(".Arn", ""))];
  });
  expect(encrypted).toEqual(TABLES.map((table) => [table, true, "KMS", "DataKey"]));
  // The buckets hold public keys, and the page.
  const others = Object.entries(template.Resources).filter(([, { Type }]) => /GlobalTable|S3::Bucket$/.test(Type));
  expect(others.map(([id]) => nameOf(id))).toEqual(["PublicFilesBucket", "PageBucket"]);
});

test.each([prod, dev])(
  "S26 the topic of alarms is encrypted with the customer managed key, and e-mails are sent over TLS only",
  (stage) => {
    expect(theOne(stage, "MonitoringAlarms").Properties.KmsMasterKeyId["Fn::GetAtt"]).toEqual([
      expect.stringMatching(/^DataKey/),
      "Arn",
    ]);
    expect(theOne(stage, "DeliveryConfigurationSet").Properties.DeliveryOptions).toEqual({ TlsPolicy: "REQUIRE" });
  },
);

test.each([prod, dev])("S26 every queue is encrypted, and takes messages over TLS only", ({ template }) => {
  const queues = ["StreamFailures", "WebhooksDeadLetters", "WebhooksQueue"];
  expect(
    ofType(template, "AWS::SQS::Queue").map(([id, { Properties }]) => [nameOf(id), Properties.SqsManagedSseEnabled]),
  ).toEqual(queues.map((queue) => [queue, true]));
  const refusals = ofType(template, "AWS::SQS::QueuePolicy").map(([, { Properties }]) => [
    Properties.Queues.map(({ Ref }: { Ref: string }) => nameOf(Ref)),
    linesOf(statementsOf(Properties.PolicyDocument, template)).filter((line) => line.startsWith("never")),
  ]);
  expect(refusals).toEqual(
    queues.map((queue) => [[queue], [`never sqs:* on ${queue}.Arn for * if aws:SecureTransport Bool false`]]),
  );
});

test("the tables have the keys, time to live and index that steps and the local engine use, and streams", () => {
  const { partitionKey, sortKey, timeToLive, activeIndex } = TOKENS_TABLE;
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
  expect(theOne(prod, "DataTokens").Properties).toMatchObject({
    KeySchema: keys(partitionKey, sortKey),
    TimeToLiveSpecification: { AttributeName: timeToLive, Enabled: true },
    StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
    GlobalSecondaryIndexes: [
      {
        IndexName: activeIndex.name,
        KeySchema: keys(activeIndex.partitionKey, activeIndex.sortKey),
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  });
  expect(theOne(prod, "DataClients").Properties).toMatchObject({
    KeySchema: keys(CLIENTS_TABLE.partitionKey, CLIENTS_TABLE.sortKey),
    StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
  });
});

test.each([prod, dev])(
  "F20 factors and clients can be restored to any second of the last weeks, and tokens and resets cannot",
  (stage) => {
    const recovery = (table: string) =>
      theOne(stage, table).Properties.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ?? false;
    expect(TABLES.map(recovery)).toEqual([false, true, true, false]);
    for (const table of ["DataFactors", "DataClients"]) {
      expect(theOne(stage, table).Properties.TimeToLiveSpecification, table).toBeUndefined();
    }
  },
);

test.each([
  ["StreamReadTokens", /^DataTokens/],
  ["StreamReadClients", /^DataClients/],
])(
  "F20 S33 a batch that fails is halved and tried again for as long as the stream keeps its records, and then reported to a queue: %s",
  (name, table) => {
    const { DestinationConfig, ...mapping } = theOne(prod, name).Properties;
    expect(mapping).toMatchObject({
      EventSourceArn: { "Fn::GetAtt": [expect.stringMatching(table), "StreamArn"] },
      // Nothing is missed that is written while the mapping is made or changed.
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 100,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: -1,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      MaximumRecordAgeInSeconds: 23 * 60 * 60,
    });
    expect(nameOf(DestinationConfig.OnFailure.Destination["Fn::GetAtt"][0])).toBe("StreamFailures");
  },
);

test("F09 on demand neither a table nor its index has a provisioned capacity", () => {
  const { template } = prod;
  for (const [id, { Properties }] of ofType(template, "AWS::DynamoDB::Table")) {
    expect(Properties.BillingMode, id).toBe("PAY_PER_REQUEST");
    const parts = [Properties, ...(Properties.GlobalSecondaryIndexes ?? [])];
    expect(
      parts.filter((part) => "ProvisionedThroughput" in part),
      id,
    ).toEqual([]);
  }
  expect(ofType(template, "AWS::ApplicationAutoScaling::ScalableTarget")).toEqual([]);
});

test("F09 the provisioned capacity of all tables and of the index scales between the bounds of the settings", () => {
  const { template } = dev;
  const units = { ReadCapacityUnits: expect.any(Number), WriteCapacityUnits: expect.any(Number) };
  // That of resets is paid for by request in every mode.
  const tables = ofType(template, "AWS::DynamoDB::Table").filter(([id]) => nameOf(id) !== "DataResets");
  for (const [, { Properties }] of tables) {
    expect(Properties.BillingMode ?? "PROVISIONED").toBe("PROVISIONED");
    for (const part of [Properties, ...(Properties.GlobalSecondaryIndexes ?? [])]) {
      expect(part.ProvisionedThroughput).toEqual(units);
    }
  }
  const [tokens, factors, clients] = tables.map(([id]) => id);
  const index = `table/${tokens}/index/${TOKENS_TABLE.activeIndex.name}`;
  const scaled = ofType(template, "AWS::ApplicationAutoScaling::ScalableTarget").map(([id, { Properties }]) => {
    const { ResourceId, ScalableDimension, MinCapacity, MaxCapacity } = resolved<Record<string, string>>(
      Properties,
      template,
    );
    const policies = ofType(template, "AWS::ApplicationAutoScaling::ScalingPolicy").filter(
      ([, policy]) => policy.Properties.ScalingTargetId.Ref === id,
    );
    return [ResourceId, ScalableDimension, MinCapacity, MaxCapacity, policies.length];
  });
  const both = (resource: string, kind: string) =>
    ["Read", "Write"].map((side) => [resource, `dynamodb:${kind}:${side}CapacityUnits`, 2, 20, 1]);
  expect(scaled).toEqual([
    ...both(`table/${tokens}`, "table"),
    ...both(index, "index"),
    ...both(`table/${factors}`, "table"),
    ...both(`table/${clients}`, "table"),
  ]);
});
