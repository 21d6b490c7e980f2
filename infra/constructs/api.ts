import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Aws, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  CfnDataSource,
  CfnFunctionConfiguration,
  CfnGraphQLApi,
  CfnGraphQLSchema,
  CfnResolver,
} from "aws-cdk-lib/aws-appsync";
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { StepEnvironment } from "../../contract/environment.ts";
import { LIMITS } from "../../contract/limits.ts";
import { bundleResolvers } from "../../resolvers/bundle.ts";
import { type DataSourceName, PIPELINES, type StepWiring } from "../../resolvers/pipelines.ts";
import type { Deployment } from "../stage.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Data } from "./data.ts";
import { keyNames } from "./keys.ts";
import type { Users } from "./users.ts";

const RUNTIME = { name: "APPSYNC_JS", runtimeVersion: "1.0.0" };
const SCHEMA = fileURLToPath(new URL("../../schema.graphql", import.meta.url));

interface ApiParts {
  data: Data;
  users: Users;
  send: LambdaFunction;
}

/** The GraphQL API: `pipelines.ts` as it stands, over the data sources, each of which has a role of its own. */
export class Api extends Construct {
  readonly api: CfnGraphQLApi;
  /** What the resolvers may do with the check key is the key's own affair. */
  readonly kmsRole: Role;
  /** For backends: attach it to a role that the settings name. */
  readonly callPolicy: ManagedPolicy;
  /** Of errors alone. */
  readonly logGroup: LogGroup;
  private readonly schema: CfnGraphQLSchema;
  private readonly dataSources: Record<DataSourceName, CfnDataSource>;

  constructor(scope: Construct, deployment: Deployment, { data, users, send }: ApiParts) {
    super(scope, "Api");
    const logsRole = new Role(this, "LogsRole", { assumedBy: new ServicePrincipal("appsync.amazonaws.com") });
    this.api = this.graphqlApi(deployment, { data, users, logsRole });
    this.logGroup = this.logs(deployment, logsRole);
    this.schema = new CfnGraphQLSchema(this, "Schema", {
      apiId: this.api.attrApiId,
      definition: readFileSync(SCHEMA, "utf8"),
    });

    const tokensRole = this.dataSourceRole("TokensRole");
    data.allowTokens(tokensRole, { table: ["BatchGetItem", "GetItem", "UpdateItem"], index: ["Query"] });
    this.kmsRole = this.dataSourceRole("KmsRole");
    const sendRole = this.dataSourceRole("InvokeRole");
    sendRole.addToPolicy(new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [send.functionArn] }));

    this.dataSources = {
      Tokens: this.dataSource("Tokens", "AMAZON_DYNAMODB", tokensRole, {
        dynamoDbConfig: { tableName: data.tokens.tableName, awsRegion: Aws.REGION },
      }),
      Kms: this.dataSource("Kms", "HTTP", this.kmsRole, {
        httpConfig: {
          endpoint: `https://kms.${Aws.REGION}.${Aws.URL_SUFFIX}`,
          authorizationConfig: {
            authorizationType: "AWS_IAM",
            awsIamConfig: { signingRegion: Aws.REGION, signingServiceName: "kms" },
          },
        },
      }),
      Send: this.dataSource("Send", "AWS_LAMBDA", sendRole, { lambdaConfig: { lambdaFunctionArn: send.functionArn } }),
    };
    this.wire(bundleResolvers(deployment.settings));
    this.callPolicy = this.policyOfCallers(deployment);
  }

  private graphqlApi(
    deployment: Deployment,
    { data, users, logsRole }: Pick<ApiParts, "data" | "users"> & { logsRole: Role },
  ): CfnGraphQLApi {
    const { prefix, introspection } = deployment;
    const environment: StepEnvironment = {
      TOKENS_TABLE: data.tokens.tableName,
      CHECK_KEY_ID: keyNames(deployment).check,
    };
    const api = new CfnGraphQLApi(this, "GraphQL", {
      name: prefix,
      authenticationType: "AMAZON_COGNITO_USER_POOLS",
      userPoolConfig: {
        userPoolId: users.pool.userPoolId,
        awsRegion: Aws.REGION,
        appIdClientRegex: users.client.userPoolClientId,
        defaultAction: "ALLOW",
      },
      additionalAuthenticationProviders: [{ authenticationType: "AWS_IAM" }],
      environmentVariables: environment,
      introspectionConfig: introspection ? "ENABLED" : "DISABLED",
      queryDepthLimit: LIMITS.queryDepth,
      resolverCountLimit: LIMITS.resolverCount,
      xrayEnabled: true,
      logConfig: { cloudWatchLogsRoleArn: logsRole.roleArn, fieldLogLevel: "ERROR", excludeVerboseContent: true },
    });
    acknowledge(api, "ASC3", "Verbose logs hold arguments: the guess of each verifyOtp, and where codes go (S13, S24)");
    return api;
  }

  /** The group that AppSync would make by itself, and keep for ever. */
  private logs({ logDays }: Deployment, role: Role): LogGroup {
    const group = new LogGroup(this, "Logs", {
      logGroupName: `/aws/appsync/apis/${this.api.attrApiId}`,
      retention: logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    group.grantWrite(role);
    return group;
  }

  /** A role that AppSync takes for this API alone. */
  private dataSourceRole(id: string): Role {
    const arn = `arn:${Aws.PARTITION}:appsync:${Aws.REGION}:${Aws.ACCOUNT_ID}:apis/${this.api.attrApiId}*`;
    return new Role(this, id, {
      assumedBy: new ServicePrincipal("appsync.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID }, ArnLike: { "aws:SourceArn": arn } },
      }),
    });
  }

  private dataSource(name: DataSourceName, type: string, role: Role, config: object): CfnDataSource {
    return new CfnDataSource(this, name, {
      apiId: this.api.attrApiId,
      name,
      type,
      serviceRoleArn: role.roleArn,
      ...config,
    });
  }

  private wire(bundles: Map<string, string>): void {
    const { attrApiId: apiId } = this.api;
    const code = (step: string) => bundles.get(step) as string;
    const functionOf = ({ step, dataSource }: StepWiring) => {
      const name = step.replace("/", "_");
      const added = new CfnFunctionConfiguration(this, `Function_${name}`, {
        apiId,
        name,
        dataSourceName: this.dataSources[dataSource].attrName,
        runtime: RUNTIME,
        code: code(step),
      });
      added.addResourceDependency(this.schema);
      return added.attrFunctionId;
    };
    for (const [field, wired] of Object.entries(PIPELINES)) {
      const [typeName = "", fieldName = ""] = field.split(".");
      const common = { apiId, typeName, fieldName, runtime: RUNTIME };
      const resolver = new CfnResolver(
        this,
        `Resolver_${typeName}_${fieldName}`,
        "step" in wired
          ? {
              ...common,
              kind: "UNIT",
              dataSourceName: this.dataSources[wired.dataSource].attrName,
              code: code(wired.step),
            }
          : {
              ...common,
              kind: "PIPELINE",
              pipelineConfig: { functions: wired.steps.map(functionOf) },
              code: code(wired.handlers),
            },
      );
      resolver.addResourceDependency(this.schema);
    }
  }

  private policyOfCallers({ prefix }: Deployment): ManagedPolicy {
    const policy = new ManagedPolicy(this, "CallPolicy", {
      managedPolicyName: `${prefix}-call-${Aws.REGION}`,
      description: "Lets a backend call the API. Its role has to be named in the settings, too.",
      statements: [new PolicyStatement({ actions: ["appsync:GraphQL"], resources: [`${this.api.attrArn}/*`] })],
    });
    acknowledge(
      policy,
      `IAM5[Resource::<${Stack.of(this).getLogicalId(this.api)}.Arn>/*]`,
      "Each field of this one API: the schema says which of them IAM may call, and the caller's tenant what it sees there",
    );
    return policy;
  }
}
