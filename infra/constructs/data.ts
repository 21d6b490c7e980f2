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
import { TOKENS_TABLE } from "../../contract/tables.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";
import { keyRemovalOf } from "./key-removal.ts";

/** What a principal needs of the key to reach items through DynamoDB, and only through it. */
const KEY_ACTIONS = ["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"];

/**
 * The two tables, under one key of the customer's. Tokens are short-lived and rebuilt by asking again: no backups. Factors are
 * what people cannot make anew: point-in-time recovery.
 */
export class Data extends Construct {
  readonly key: Key;
  readonly tokens: Table;
  readonly factors: Table;

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, "Data");
    const { prefix, removal, capacity } = deployment;
    const removalPolicy = RemovalPolicy[removal];
    const provisioned = capacity.mode === "PROVISIONED";
    this.key = new Key(this, "Key", {
      alias: `${prefix}-data`,
      description: `${prefix}: encrypts tables and topics`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(30),
      removalPolicy: keyRemovalOf(deployment),
    });
    const common: TableProps = {
      partitionKey: { name: TOKENS_TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: TOKENS_TABLE.sortKey, type: AttributeType.STRING },
      readCapacity: provisioned ? capacity.least : undefined,
      writeCapacity: provisioned ? capacity.least : undefined,
      billingMode: provisioned ? BillingMode.PROVISIONED : BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      deletionProtection: removal === "RETAIN",
      removalPolicy,
    };
    this.tokens = new Table(this, "Tokens", {
      ...common,
      timeToLiveAttribute: TOKENS_TABLE.timeToLive,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    this.factors = new Table(this, "Factors", {
      ...common,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    const { name, partitionKey, sortKey } = TOKENS_TABLE.activeIndex;
    this.tokens.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      sortKey: { name: sortKey, type: AttributeType.NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
      readCapacity: common.readCapacity,
      writeCapacity: common.writeCapacity,
    });
    if (provisioned) this.scale(capacity.least, capacity.most);
    acknowledge(
      this.tokens,
      "DDB3",
      "Tokens live ten minutes and guess counts a month: a restored copy would bring used codes and spent budgets back",
    );
  }

  private scale(minCapacity: number, maxCapacity: number): void {
    const bounds = { minCapacity, maxCapacity };
    const { name } = TOKENS_TABLE.activeIndex;
    for (const scaled of [
      this.tokens.autoScaleReadCapacity(bounds),
      this.tokens.autoScaleWriteCapacity(bounds),
      this.tokens.autoScaleGlobalSecondaryIndexReadCapacity(name, bounds),
      this.tokens.autoScaleGlobalSecondaryIndexWriteCapacity(name, bounds),
      this.factors.autoScaleReadCapacity(bounds),
      this.factors.autoScaleWriteCapacity(bounds),
    ]) {
      scaled.scaleOnUtilization({ targetUtilizationPercent: 70 });
    }
  }

  /** Lets a role do just these things with the items of Tokens, with its one index, and with the key through DynamoDB. */
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

  /** Lets a role use the key, through DynamoDB alone. */
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
