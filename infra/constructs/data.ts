import { Aws, Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { CLIENTS_TABLE, FACTORS_TABLE, RESETS_TABLE, TOKENS_TABLE } from "../../contract/tables.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";
import { scaleTables } from "./capacity.ts";
import { keyRemovalOf } from "./key-removal.ts";

/** Actions on the key that a principal needs to read and write items through DynamoDB. */
const KEY_ACTIONS = ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"];

const NO_BACKUP =
  "Tokens live ten minutes and guess counts a month: a restored copy would bring back used codes and spent budgets";

/**
 * The four tables, encrypted under one customer managed key. Tokens and resets are short-lived, and people can request new ones: no backups.
 * People cannot make factors again by themselves, nor operators API clients with the ids that they had: point-in-time recovery.
 */
export class Data extends Construct {
  readonly key: Key;
  readonly tokens: Table;
  readonly factors: Table;
  readonly clients: Table;
  readonly resets: Table;

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, "Data");
    this.key = new Key(this, "Key", {
      alias: `${deployment.prefix}-data`,
      description: `${deployment.prefix}: encrypts the tables and the topic of alarms`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: keyRemovalOf(deployment),
    });
    const common = this.commonProps(deployment);
    this.tokens = new Table(this, "Tokens", {
      ...common,
      timeToLiveAttribute: TOKENS_TABLE.timeToLive,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    const durable = { ...common, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } };
    this.factors = new Table(this, "Factors", {
      ...durable,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      partitionKey: { name: FACTORS_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: FACTORS_TABLE.sortKey, type: AttributeType.STRING },
    });
    this.clients = new Table(this, "Clients", {
      ...durable,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      partitionKey: { name: CLIENTS_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: CLIENTS_TABLE.sortKey, type: AttributeType.STRING },
    });
    this.resets = this.addResets(common, deployment);
    const { name, partitionKey, sortKey } = TOKENS_TABLE.activeIndex;
    this.tokens.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      sortKey: { name: sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
      readCapacity: common.readCapacity,
      writeCapacity: common.writeCapacity,
    });
    if (deployment.capacity.mode === "PROVISIONED") scaleTables(this, deployment.capacity);
    for (const table of [this.tokens, this.resets]) acknowledge(table, "DDB3", NO_BACKUP);
  }

  /**
   * Strangers cause the writes of this table, so its rate has an end, and nothing else hangs on it. It is paid for by request in every mode: hardly
   * anybody writes to it.
   */
  private addResets(common: TableProps, { resetWriteUnits }: Deployment): Table {
    const { readCapacity: _read, writeCapacity: _write, ...props } = common;
    return new Table(this, "Resets", {
      ...props,
      billingMode: BillingMode.PAY_PER_REQUEST,
      maxWriteRequestUnits: resetWriteUnits,
      timeToLiveAttribute: RESETS_TABLE.timeToLive,
      partitionKey: { name: RESETS_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: RESETS_TABLE.sortKey, type: AttributeType.STRING },
    });
  }

  private commonProps({ removal, capacity }: Deployment): TableProps {
    const provisioned = capacity.mode === "PROVISIONED";
    return {
      partitionKey: { name: TOKENS_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: TOKENS_TABLE.sortKey, type: AttributeType.STRING },
      readCapacity: provisioned ? capacity.least : undefined,
      writeCapacity: provisioned ? capacity.least : undefined,
      billingMode: provisioned ? BillingMode.PROVISIONED : BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      deletionProtection: removal === "RETAIN",
      removalPolicy: RemovalPolicy[removal],
    };
  }

  /** Allows a role the given actions on items of Tokens and on its index, and the key through DynamoDB. */
  allowTokens(role: Role, { table, index }: { table: string[]; index: string[] }): void {
    const named = (actions: string[]) => actions.map((action) => `dynamodb:${action}`);
    const { tableArn } = this.tokens;
    role.addToPolicy(new PolicyStatement({ actions: named(table), resources: [tableArn] }));
    role.addToPolicy(
      new PolicyStatement({
        actions: named(index),
        resources: [`${tableArn}/index/${TOKENS_TABLE.activeIndex.name}`],
      }),
    );
    this.allowKey(role);
  }

  /** Allows a role the given actions on items of Factors, Clients or Resets, and the key through DynamoDB. */
  allow(role: Role, table: "factors" | "clients" | "resets", actions: string[]): void {
    role.addToPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [this[table].tableArn],
      }),
    );
    this.allowKey(role);
  }

  /** Allows a role to use the key through DynamoDB, and not otherwise. */
  allowKey(role: Role, actions = KEY_ACTIONS): void {
    role.addToPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `kms:${action}`),
        resources: [this.key.keyArn],
        conditions: { StringEquals: { "kms:ViaService": `dynamodb.${Aws.REGION}.amazonaws.com` } },
      }),
    );
  }
}
