import { createHash } from "node:crypto";
import type { Json } from "../contracts.ts";
import { type Resource, textAt } from "./stack.ts";

/** What resources are called once they are deployed. Names are the same in each run, so that clients can keep them. */

/** Letters and digits that are a resource's own. */
export function idOf({ stack, logicalId }: Resource, length = 26): string {
  return BigInt(`0x${createHash("sha256").update(`${stack.name}/${logicalId}`).digest("hex")}`)
    .toString(36)
    .slice(0, length);
}

const named = (resource: Resource, property: string) =>
  textAt(resource, property) ?? `${resource.stack.name}-${resource.logicalId}`;

/** `arn:aws:<service>:<region>:<account>:<rest>` */
const arn = ({ stack: { region, account } }: Resource, service: string, rest: string) =>
  `arn:aws:${service}:${region}:${account}:${rest}`;

const serviceOf = ({ type }: Resource) => (type.split("::")[1] ?? "").toLowerCase();

interface Identity {
  ref: (resource: Resource) => string;
  attributes?: Record<string, (resource: Resource) => string>;
}

const apiArn = (resource: Resource) => arn(resource, "appsync", `apis/${idOf(resource)}`);
const tableArn = (resource: Resource) => arn(resource, "dynamodb", `table/${named(resource, "TableName")}`);
const functionArn = (resource: Resource) => arn(resource, "lambda", `function:${named(resource, "FunctionName")}`);
const busName = (resource: Resource) => named(resource, "Name");
const poolId = (resource: Resource) => `${resource.stack.region}_${idOf(resource, 9)}`;
const versionArn = (resource: Resource) => {
  const target = textAt(resource, "FunctionName") ?? "";
  return target.startsWith("arn:") ? target : arn(resource, "lambda", `function:${target}`);
};

const TABLE: Identity = {
  ref: (resource) => named(resource, "TableName"),
  attributes: { Arn: tableArn, StreamArn: (resource) => `${tableArn(resource)}/stream/local` },
};

/** CloudFormation's template reference says for each type what `Ref` and `Fn::GetAtt` give. */
const IDENTITIES: Record<string, Identity> = {
  "AWS::AppSync::GraphQLApi": { ref: apiArn, attributes: { ApiId: (resource) => idOf(resource), Arn: apiArn } },
  "AWS::AppSync::DataSource": {
    ref: (resource) => arn(resource, "appsync", `datasources/${textAt(resource, "Name")}`),
    attributes: { Name: (resource) => named(resource, "Name") },
  },
  "AWS::AppSync::FunctionConfiguration": {
    ref: (resource) => arn(resource, "appsync", `functions/${idOf(resource)}`),
    attributes: {
      FunctionId: (resource) => idOf(resource),
      Name: (resource) => named(resource, "Name"),
      DataSourceName: (resource) => named(resource, "DataSourceName"),
    },
  },
  "AWS::AppSync::ApiKey": {
    ref: (resource) => arn(resource, "appsync", `apikey/${idOf(resource)}`),
    attributes: { ApiKey: (resource) => `da2-${idOf(resource)}`, ApiKeyId: (resource) => `da2-${idOf(resource)}` },
  },
  "AWS::DynamoDB::Table": TABLE,
  "AWS::DynamoDB::GlobalTable": TABLE,
  "AWS::Lambda::Function": {
    ref: (resource) => named(resource, "FunctionName"),
    attributes: { Arn: functionArn },
  },
  "AWS::Lambda::Version": { ref: versionArn, attributes: { FunctionArn: versionArn, Version: () => "1" } },
  "AWS::Lambda::Alias": { ref: versionArn, attributes: { AliasArn: versionArn } },
  "AWS::Events::EventBus": {
    ref: busName,
    attributes: { Name: busName, Arn: (resource) => arn(resource, "events", `event-bus/${busName(resource)}`) },
  },
  "AWS::Cognito::UserPool": {
    ref: poolId,
    attributes: {
      Arn: (resource) => arn(resource, "cognito-idp", `userpool/${poolId(resource)}`),
      ProviderName: (resource) => `cognito-idp.${resource.stack.region}.amazonaws.com/${poolId(resource)}`,
    },
  },
  "AWS::Cognito::UserPoolClient": { ref: (resource) => idOf(resource) },
  "AWS::SQS::Queue": {
    ref: (resource) =>
      `https://sqs.${resource.stack.region}.amazonaws.com/${resource.stack.account}/${named(resource, "QueueName")}`,
    attributes: { QueueName: (resource) => named(resource, "QueueName") },
  },
  "AWS::SNS::Topic": {
    ref: (resource) => arn(resource, "sns", named(resource, "TopicName")),
    attributes: { TopicArn: (resource) => arn(resource, "sns", named(resource, "TopicName")) },
  },
  "AWS::StepFunctions::StateMachine": {
    ref: (resource) => arn(resource, "states", `stateMachine:${named(resource, "StateMachineName")}`),
  },
  "AWS::S3::Bucket": { ref: (resource) => named(resource, "BucketName").toLowerCase() },
};

/** What `Ref` of a resource gives. */
export const refOf = (resource: Resource): Json =>
  IDENTITIES[resource.type]?.ref(resource) ?? `${resource.stack.name}-${resource.logicalId}`;

/** What `Fn::GetAtt` of a resource gives. Of other types than the above, an ARN or a name that only looks like one. */
export function attributeOf(resource: Resource, name: string): Json {
  const known = IDENTITIES[resource.type]?.attributes?.[name];
  if (known) return known(resource);
  const { stack, logicalId } = resource;
  if (name.endsWith("Arn")) return arn(resource, serviceOf(resource), `${stack.name}-${logicalId}`);
  return `${stack.name}-${logicalId}.${name}`;
}
