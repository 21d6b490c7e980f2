import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type LocalState, openFolder, openState, saveState } from "../../../local/service/index.ts";
import { JOURNEYS } from "../../service/journeys.ts";
import { CREATE, newOperator, SHOP } from "../../service/managed-clients.ts";
import { startTestService, type TestService } from "../../service/support.ts";
import { describeTemplate, keysOf, webhooksOf } from "./deployed.ts";
import { rolesOf } from "./policies.ts";
import { templateOf } from "./synth.ts";
import { ofType, type Template } from "./template.ts";

/**
 * What is deployed is what was tested: the synthesised template runs here, with its schema, resolvers, functions, data sources, keys,
 * authorization and environment. Only endpoints and credentials are replaced.
 */

const { template, outdir } = await templateOf("dev");
/** Users, their passwords and credentials: making them takes time, so all services here have the same. */
let shared: LocalState | undefined;

const start = (deployed: Template) =>
  startTestService({}, undefined, {
    configurationSets: [configurationSetOf(deployed)],
    describe: (parts) => describeTemplate(deployed, outdir, parts),
    webhooks: webhooksOf(deployed, outdir),
    prepare(folder, settings) {
      openFolder(folder);
      shared ??= openState(folder, settings);
      saveState(folder, { ...shared, keys: keysOf(deployed, shared) });
    },
  });

/** The stand-in for SES knows the configuration set that the stack makes, and no other. */
const configurationSetOf = (deployed: Template): string =>
  ofType(deployed, "AWS::SES::ConfigurationSet")[0]?.[1].Properties.Name;

describe("the deployed template, run on one machine", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await start(template);
  });
  afterAll(() => service.stop());

  test.each(Object.entries(JOURNEYS))("serves the journey: %s", (_, journey) => journey(service));

  test("S33 takes no webhook that leads to its own machine", async () => {
    const operator = await newOperator(service);
    for (const webhookUrl of ["http://127.0.0.1:4000/", "http://localhost:4000/"]) {
      const { errors } = await operator.call(CREATE, { ...SHOP, webhookUrl });
      expect(errors).toMatchObject([{ errorInfo: { field: "webhookUrl", reason: "MALFORMED" } }]);
    }
    const webhookUrl = "https://shop.example.com/events";
    expect(await operator.create({ webhookUrl })).toMatchObject({ webhookUrl });
  });

  test("S25 the role of the Tokens data source allows what the journeys did, and nothing else", () => {
    const done = new Set(
      service.traces.flatMap(({ calls }) =>
        calls
          .filter(({ dataSource }) => dataSource === "Tokens")
          .flatMap(({ operation }) => ACTIONS[operation] ?? [operation]),
      ),
    );
    const { rights = [] } = rolesOf(template).get("ApiTokensRole") ?? {};
    const actions = rights.flatMap((right) => right.actions).filter((action) => action.startsWith("dynamodb:"));
    // Two of them are allowed on Factors, too.
    const allowed = [...new Set(actions)];
    expect(allowed.sort()).toEqual([...done].map((operation) => `dynamodb:${operation}`).sort());
  });
});

/** IAM asks for the action of each part of a transaction. */
const ACTIONS: Record<string, string[]> = { TransactWriteItems: ["UpdateItem", "ConditionCheckItem"] };

describe("the journeys notice a template that is wired wrongly:", () => {
  let service: TestService | undefined;
  afterEach(() => service?.stop());

  /** Those of backends come first: they need no sign-in, and most of these faults fail one of them. */
  const journeys = Object.entries(JOURNEYS)
    .sort(([a], [b]) => Number(b.includes("backend")) - Number(a.includes("backend")))
    .map(([, journey]) => journey);

  const resource = (deployed: Template, start: string) => {
    const [id] = Object.keys(deployed.Resources).filter((name) => name.startsWith(start));
    return deployed.Resources[id as string]?.Properties;
  };
  const pusherOf = (deployed: Template) =>
    Object.keys(deployed.Resources).find((id) => /^WebhooksDeliver(?!Logs|Queue)/.test(id)) as string;
  const MUTATIONS: Record<string, (deployed: Template) => void> = {
    "a resolver is missing": (deployed) => {
      for (const id of Object.keys(deployed.Resources)) {
        if (id.startsWith("ApiResolverVerifyOtpPayloaddata")) delete deployed.Resources[id];
      }
    },
    "two steps are swapped": (deployed) =>
      resource(deployed, "ApiResolverMutationverifyOtp").PipelineConfig.Functions.reverse(),
    "a data source leads to the wrong table": (deployed) => {
      const [factors] = Object.keys(deployed.Resources).filter((id) => id.startsWith("DataFactors"));
      resource(deployed, "ApiTokens0").DynamoDBConfig.TableName = { Ref: factors };
    },
    "the check key is the code key": (deployed) => {
      const [code] = Object.keys(deployed.Resources).filter((id) => /^KeysCode(?!Alias)/.test(id));
      resource(deployed, "ApiGraphQL").EnvironmentVariables.CHECK_KEY_1 = { "Fn::GetAtt": [code, "Arn"] };
    },
    "the API may not use the check key": (deployed) => {
      const { Statement } = resource(deployed, "KeysCheck").KeyPolicy;
      Statement.splice(
        Statement.findIndex(({ Sid }: { Sid: string }) => Sid === "UseKmsRole"),
        1,
      );
    },
    "proofs are signed by a key of another kind": (deployed) => {
      const [check] = Object.keys(deployed.Resources).filter((id) => /^KeysCheck(?!Alias)/.test(id));
      resource(deployed, "ApiGraphQL").EnvironmentVariables.PROOF_KEY = { "Fn::GetAtt": [check, "Arn"] };
    },
    "proofs name another version of the key than the one that signs": (deployed) => {
      resource(deployed, "ApiGraphQL").EnvironmentVariables.PROOF_KEY_VERSION = "2";
    },
    "operators sign in through the app client of users": (deployed) => {
      const [app] = Object.keys(deployed.Resources).filter((id) => id.startsWith("UsersPoolClient"));
      resource(deployed, "ApiGraphQL").EnvironmentVariables.OPERATORS_CLIENT_ID = { Ref: app };
    },
    "tokens of the operators' app client are refused": (deployed) => {
      const [app] = Object.keys(deployed.Resources).filter((id) => id.startsWith("UsersPoolClient"));
      resource(deployed, "ApiGraphQL").UserPoolConfig.AppIdClientRegex = { Ref: app };
    },
    "the authorizer may not use the client key": (deployed) => {
      const { Statement } = resource(deployed, "KeysClient").KeyPolicy;
      Statement.splice(
        Statement.findIndex(({ Sid }: { Sid: string }) => Sid === "UseRole"),
        1,
      );
    },
    "the authorizer reads the wrong table": (deployed) => {
      const [factors] = Object.keys(deployed.Resources).filter((id) => id.startsWith("DataFactors"));
      const [judge] = Object.keys(deployed.Resources).filter((id) => /^AuthorizerJudge(?!Logs)/.test(id));
      resource(deployed, judge as string).Environment.Variables.CLIENTS_TABLE = { Ref: factors };
    },
    "tokens of signed requests are refused by their form": (deployed) => {
      const [, provider] = resource(deployed, "ApiGraphQL").AdditionalAuthenticationProviders;
      provider.LambdaAuthorizerConfig.IdentityValidationExpression = "^otp2_";
    },
    "API clients cannot call": (deployed) => {
      resource(deployed, "ApiGraphQL").AdditionalAuthenticationProviders.splice(1, 1);
    },
    "the API may not use the client key": (deployed) => {
      const { Statement } = resource(deployed, "KeysClient").KeyPolicy;
      Statement.splice(
        Statement.findIndex(({ Sid }: { Sid: string }) => Sid === "UseKmsRole"),
        1,
      );
    },
    "API clients are written to the wrong table": (deployed) => {
      const [factors] = Object.keys(deployed.Resources).filter((id) => id.startsWith("DataFactors"));
      const [source] = Object.keys(deployed.Resources).filter((id) => /^ApiClients(?!Role)/.test(id));
      resource(deployed, source as string).DynamoDBConfig.TableName = { Ref: factors };
    },
    "the webhook function may not sign": (deployed) => {
      const { Statement } = resource(deployed, "KeysProof1").KeyPolicy;
      Statement.splice(
        Statement.findIndex(({ Sid }: { Sid: string }) => Sid === "UseRole"),
        1,
      );
    },
    "events are signed by a key of another kind": (deployed) => {
      const [check] = Object.keys(deployed.Resources).filter((id) => /^KeysCheck(?!Alias)/.test(id));
      resource(deployed, pusherOf(deployed)).Environment.Variables.PROOF_KEY = { "Fn::GetAtt": [check, "Arn"] };
    },
    "events name another version of the key than the one that signs": (deployed) => {
      resource(deployed, pusherOf(deployed)).Environment.Variables.PROOF_KEY_VERSION = "2";
    },
    "events have another issuer than proofs": (deployed) => {
      resource(deployed, pusherOf(deployed)).Environment.Variables.PROOF_ISSUER = "https://other.example.com";
    },
    "the webhook function reads the wrong table": (deployed) => {
      const [factors] = Object.keys(deployed.Resources).filter((id) => id.startsWith("DataFactors"));
      resource(deployed, pusherOf(deployed)).Environment.Variables.CLIENTS_TABLE = { Ref: factors };
    },
    "the rule of webhooks takes the events of other tenants": (deployed) => {
      resource(deployed, "WebhooksRule").EventPattern.detail.tenant = [{ prefix: "role:" }];
    },
    "the rule of webhooks takes the events of another source": (deployed) => {
      resource(deployed, "WebhooksRule").EventPattern.source = ["appsync"];
    },
    "the rule of webhooks listens to another bus": (deployed) => {
      resource(deployed, "WebhooksRule").EventBusName = "default";
    },
    "the rule of webhooks fills a queue that nobody reads": (deployed) => {
      const [deadLetters] = Object.keys(deployed.Resources).filter((id) => /^WebhooksDeadLetters(?!Policy)/.test(id));
      resource(deployed, "WebhooksRule").Targets[0].Arn = { "Fn::GetAtt": [deadLetters, "Arn"] };
    },
    "an event is tried once": (deployed) => {
      const [queue] = Object.keys(deployed.Resources).filter((id) => /^WebhooksQueue(?!Policy)/.test(id));
      resource(deployed, queue as string).RedrivePolicy.maxReceiveCount = 1;
    },
    "the API takes no API key": (deployed) => {
      const properties = resource(deployed, "ApiGraphQL");
      properties.AdditionalAuthenticationProviders = properties.AdditionalAuthenticationProviders.filter(
        ({ AuthenticationType }: { AuthenticationType: string }) => AuthenticationType !== "API_KEY",
      );
    },
    "callers cannot sign by IAM": (deployed) => {
      resource(deployed, "ApiGraphQL").AdditionalAuthenticationProviders = [];
    },
  };

  test.each(Object.entries(MUTATIONS))("%s", async (_, mutate) => {
    const deployed = structuredClone(template);
    mutate(deployed);
    expect(deployed).not.toEqual(template);
    service = undefined;
    await expect(
      (async () => {
        service = await start(deployed);
        for (const journey of journeys) await journey(service);
      })(),
    ).rejects.toThrow();
  });
});
