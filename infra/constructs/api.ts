import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Aws, RemovalPolicy } from "aws-cdk-lib";
import { CfnGraphQLApi, CfnGraphQLSchema } from "aws-cdk-lib/aws-appsync";
import { type ManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { StepEnvironment } from "../../contract/environment.ts";
import { LIMITS } from "../../contract/limits.ts";
import { SIGNATURE_PATTERN } from "../../contract/signing.ts";
import { bundleResolvers } from "../../resolvers/bundle.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";
import { type ApiKey, addApiKey } from "./api-key.ts";
import type { Authorizer } from "./authorizer.ts";
import { addCallPolicy } from "./call-policy.ts";
import type { Data } from "./data.ts";
import { addDataSources, type InvokedFunctions } from "./data-sources.ts";
import type { Keys } from "./keys.ts";
import type { PublicFiles } from "./public-files.ts";
import { addResolvers } from "./resolvers.ts";
import type { Users } from "./users.ts";

const SCHEMA = fileURLToPath(new URL("../../schema.graphql", import.meta.url));

interface ApiParts {
  data: Data;
  keys: Keys;
  publicFiles: PublicFiles;
  users: Users;
  functions: InvokedFunctions;
  authorizer: Authorizer;
}

/** The GraphQL API: schema, data sources, and the resolvers that `pipelines.ts` lists. */
export class Api extends Construct {
  readonly api: CfnGraphQLApi;
  readonly key: ApiKey;
  /** Policy for backends: it is attached to roles that the settings name. */
  readonly callPolicy: ManagedPolicy;
  /** Log group of the API, which holds errors only. */
  readonly logGroup: LogGroup;

  constructor(scope: Construct, deployment: Deployment, parts: ApiParts) {
    super(scope, "Api");
    const { data, keys, functions, authorizer } = parts;
    const logsRole = new Role(this, "LogsRole", {
      description: "AppSync writes the errors of the API to its log group",
      // The API names this role, so the role cannot name the API. [?] AppSync documents both keys for roles of data sources only: if it
      // leaves them out here, `IfExists` keeps the logs coming.
      assumedBy: new ServicePrincipal("appsync.amazonaws.com", {
        conditions: {
          StringEqualsIfExists: { "aws:SourceAccount": Aws.ACCOUNT_ID },
          ArnLikeIfExists: { "aws:SourceArn": `arn:${Aws.PARTITION}:appsync:${Aws.REGION}:${Aws.ACCOUNT_ID}:apis/*` },
        },
      }),
    });
    this.api = this.addApi(deployment, parts, logsRole);
    authorizer.allow(this.api);
    this.logGroup = this.addLogGroup(deployment, logsRole);
    const schema = new CfnGraphQLSchema(this, "Schema", {
      apiId: this.api.attrApiId,
      definition: readFileSync(SCHEMA, "utf8"),
    });
    const dataSources = addDataSources(this, this.api, data, keys, functions);
    addResolvers(this, schema, dataSources, bundleResolvers(deployment.settings, { sourceMap: false }));
    this.key = addApiKey(this, this.api);
    this.callPolicy = addCallPolicy(this, this.api, deployment);
  }

  private addApi(deployment: Deployment, parts: ApiParts, logsRole: Role): CfnGraphQLApi {
    const { data, keys, users, publicFiles, authorizer } = parts;
    const { prefix, introspection, proofKeys } = deployment;
    const { signing } = proofKeys;
    const environment: StepEnvironment = {
      TOKENS_TABLE: data.tokens.tableName,
      FACTORS_TABLE: data.factors.tableName,
      RESETS_TABLE: data.resets.tableName,
      CHECK_KEY_1: keys.check.arn,
      CLIENT_KEY_1: keys.client.arn,
      OPERATORS_CLIENT_ID: users.clients.operators.userPoolClientId,
      PROOF_KEY: keys.proofs.get(signing)?.arn as string,
      PROOF_KEY_VERSION: `${signing}`,
      PROOF_ISSUER: publicFiles.url,
      WEBHOOK_LOOPBACK: "false",
    };
    const api = new CfnGraphQLApi(this, "GraphQL", {
      name: prefix,
      authenticationType: "AMAZON_COGNITO_USER_POOLS",
      userPoolConfig: {
        userPoolId: users.pool.userPoolId,
        awsRegion: Aws.REGION,
        // AppSync compares it with `aud` of ID tokens and with `client_id` of access tokens [?].
        appIdClientRegex: Object.values(users.clients)
          .map((client) => client.userPoolClientId)
          .join("|"),
        defaultAction: "ALLOW",
      },
      additionalAuthenticationProviders: [
        { authenticationType: "AWS_IAM" },
        {
          authenticationType: "AWS_LAMBDA",
          lambdaAuthorizerConfig: {
            authorizerUri: authorizer.judge.functionArn,
            identityValidationExpression: `^${SIGNATURE_PATTERN}$`,
            // AppSync would remember an answer by the token alone, whose signature is of one query.
            authorizerResultTtlInSeconds: 0,
          },
        },
        { authenticationType: "API_KEY" },
      ],
      environmentVariables: environment,
      introspectionConfig: introspection ? "ENABLED" : "DISABLED",
      queryDepthLimit: LIMITS.queryDepth,
      resolverCountLimit: LIMITS.resolverCount,
      xrayEnabled: true,
      logConfig: { cloudWatchLogsRoleArn: logsRole.roleArn, fieldLogLevel: "ERROR", excludeVerboseContent: true },
    });
    acknowledge(
      api,
      "ASC3",
      "Verbose logs contain arguments: the guess in each verifyOtp, and the addresses that codes go to (S13, S24)",
    );
    return api;
  }

  /** AppSync would otherwise create this group itself, without an end to how long it keeps logs. */
  private addLogGroup({ logDays }: Deployment, role: Role): LogGroup {
    const group = new LogGroup(this, "Logs", {
      logGroupName: `/aws/appsync/apis/${this.api.attrApiId}`,
      retention: logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    group.grantWrite(role);
    return group;
  }
}
