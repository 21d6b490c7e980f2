import { Aws } from "aws-cdk-lib";
import { CfnDataSource, type CfnGraphQLApi } from "aws-cdk-lib/aws-appsync";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { DataSourceName } from "../../resolvers/pipelines.ts";
import type { Data } from "./data.ts";
import type { Keys } from "./keys.ts";

export type DataSources = Record<DataSourceName, CfnDataSource>;

/** The functions that steps invoke. */
export interface InvokedFunctions {
  send: LambdaFunction;
  reset: LambdaFunction;
  account: LambdaFunction;
}

/** Adds the API's data sources. Each has a role of its own, which AppSync may take for this API only; that of KMS, for this account's. */
export function addDataSources(
  scope: Construct,
  { attrApiId: apiId }: CfnGraphQLApi,
  data: Data,
  { check, client, proofs }: Keys,
  { send, reset, account }: InvokedFunctions,
): DataSources {
  const addRole = (id: string, description: string, api = `${apiId}*`) =>
    new Role(scope, id, {
      description,
      assumedBy: new ServicePrincipal("appsync.amazonaws.com", {
        conditions: {
          StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
          ArnLike: { "aws:SourceArn": `arn:${Aws.PARTITION}:appsync:${Aws.REGION}:${Aws.ACCOUNT_ID}:apis/${api}` },
        },
      }),
    });
  const tokensRole = addRole("TokensRole", "AppSync reads and updates items of the Tokens table");
  data.allowTokens(tokensRole, {
    // The transaction of a request checks that its device, or its person's session, still counts.
    table: ["BatchGetItem", "ConditionCheckItem", "GetItem", "UpdateItem"],
    index: ["Query"],
  });
  // What a batch or a transaction reads of accounts, it reads beside items of Tokens.
  data.allow(tokensRole, "factors", ["BatchGetItem", "ConditionCheckItem"]);
  const factorsRole = addRole("FactorsRole", "AppSync reads and updates items of the Factors table");
  data.allow(factorsRole, "factors", ["GetItem", "UpdateItem"]);
  const clientsRole = addRole("ClientsRole", "AppSync reads and updates items of the Clients table");
  data.allow(clientsRole, "clients", ["GetItem", "Query", "UpdateItem"]);
  const resetsRole = addRole("ResetsRole", "AppSync reads and updates items of the Resets table");
  data.allow(resetsRole, "resets", ["BatchGetItem", "UpdateItem"]);
  // The API names these keys, and their policies name this role, so this role alone cannot name the API.
  const kmsRole = addRole("KmsRole", "AppSync makes MACs and signs proofs, as the policies of the keys allow", "*");
  check.allow(kmsRole, ["GenerateMac", "VerifyMac"]);
  client.allow(kmsRole, ["GenerateMac"]);
  // All that are published, so that the order in which a deploy changes policies and environment makes no difference.
  for (const key of proofs.values()) key.allow(kmsRole, ["Sign"]);
  const addInvoker = (id: string, { functionArn }: LambdaFunction, which: string) => {
    const role = addRole(id, `AppSync invokes the ${which} function`);
    role.addToPolicy(new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [functionArn] }));
    return role;
  };
  const sendRole = addInvoker("InvokeRole", send, "send");
  const resetRole = addInvoker("ResetRole", reset, "reset");
  const accountRole = addInvoker("AccountRole", account, "account");

  const add = (name: DataSourceName, type: string, description: string, role: Role, config: object) =>
    new CfnDataSource(scope, name, { apiId, name, type, description, serviceRoleArn: role.roleArn, ...config });
  return {
    Tokens: add("Tokens", "AMAZON_DYNAMODB", "The Tokens table", tokensRole, {
      dynamoDbConfig: { tableName: data.tokens.tableName, awsRegion: Aws.REGION },
    }),
    Factors: add("Factors", "AMAZON_DYNAMODB", "The Factors table", factorsRole, {
      dynamoDbConfig: { tableName: data.factors.tableName, awsRegion: Aws.REGION },
    }),
    Clients: add("Clients", "AMAZON_DYNAMODB", "The Clients table", clientsRole, {
      dynamoDbConfig: { tableName: data.clients.tableName, awsRegion: Aws.REGION },
    }),
    Resets: add("Resets", "AMAZON_DYNAMODB", "The Resets table", resetsRole, {
      dynamoDbConfig: { tableName: data.resets.tableName, awsRegion: Aws.REGION },
    }),
    Kms: add("Kms", "HTTP", "KMS, which makes MACs and signs proofs", kmsRole, {
      httpConfig: {
        endpoint: `https://kms.${Aws.REGION}.${Aws.URL_SUFFIX}`,
        authorizationConfig: {
          authorizationType: "AWS_IAM",
          awsIamConfig: { signingRegion: Aws.REGION, signingServiceName: "kms" },
        },
      },
    }),
    Send: add("Send", "AWS_LAMBDA", "The send function, which sends a code by SMS or e-mail", sendRole, {
      lambdaConfig: { lambdaFunctionArn: send.functionArn },
    }),
    Reset: add("Reset", "AWS_LAMBDA", "The reset function, which follows requests for password resets up", resetRole, {
      lambdaConfig: { lambdaFunctionArn: reset.functionArn },
    }),
    Account: add("Account", "AWS_LAMBDA", "The account function, which changes accounts of users", accountRole, {
      lambdaConfig: { lambdaFunctionArn: account.functionArn },
    }),
  };
}
