import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openFolder, openState, saveState } from "../../../local/service/index.ts";
import { DEFAULTS } from "../../../settings/settings.ts";
import { JOURNEYS } from "../../service/journeys.ts";
import { startTestService, type TestService } from "../../service/support.ts";
import { describeTemplate, keysOf } from "./deployed.ts";
import { rolesOf } from "./policies.ts";
import { templateOf } from "./synth.ts";
import { ofType, type Template } from "./template.ts";

/**
 * What is deployed is what was tested: the synthesised template runs here, its schema, resolvers, functions, data sources, keys,
 * auth and environment, with nothing but endpoints and credentials replaced.
 */

const overrides = { stages: { dev: { backends: DEFAULTS.backends } } };
const { template, outdir } = await templateOf("dev", overrides);

const start = (deployed: Template) =>
  startTestService({ ...overrides, email: { configurationSet: configurationSetOf(deployed) } }, undefined, {
    describe: (parts) => describeTemplate(deployed, outdir, parts),
    prepare(folder, settings) {
      openFolder(folder);
      const state = openState(folder, settings);
      saveState(folder, { ...state, keys: keysOf(deployed, state) });
    },
  });

/** SES knows the one that the stack makes. */
const configurationSetOf = (deployed: Template): string =>
  ofType(deployed, "AWS::SES::ConfigurationSet")[0]?.[1].Properties.Name;

describe("the template", () => {
  let service: TestService;
  beforeAll(async () => {
    service = await start(template);
  });
  afterAll(() => service.stop());

  test.each(Object.entries(JOURNEYS))("%s", (_, journey) => journey(service));

  test("S25 the roles of the data sources allow what the journeys did, and nothing else", () => {
    const done = new Set(
      service.traces.flatMap(({ calls }) =>
        calls
          .filter(({ dataSource }) => dataSource === "Tokens")
          .map(({ operation }) => ACTIONS[operation] ?? operation),
      ),
    );
    const { rights = [] } = rolesOf(template).get("ApiTokensRole") ?? {};
    const allowed = rights.flatMap(({ actions }) => actions).filter((action) => action.startsWith("dynamodb:"));
    expect(allowed.sort()).toEqual([...done].map((operation) => `dynamodb:${operation}`).sort());
  });
});

/** DynamoDB asks for the action of each write of a transaction. */
const ACTIONS: Record<string, string> = { TransactWriteItems: "UpdateItem" };

describe("a template that is wired otherwise is noticed", () => {
  let service: TestService | undefined;
  afterEach(() => service?.stop());

  const resource = (deployed: Template, start: string) => {
    const [id] = Object.keys(deployed.Resources).filter((name) => name.startsWith(start));
    return deployed.Resources[id as string]?.Properties;
  };
  const MUTATIONS: Record<string, (deployed: Template) => void> = {
    "a resolver dropped": (deployed) => {
      for (const id of Object.keys(deployed.Resources)) {
        if (id.startsWith("ApiResolverVerifyOtpPayloaddata")) delete deployed.Resources[id];
      }
    },
    "two steps swapped": (deployed) =>
      resource(deployed, "ApiResolverMutationverifyOtp").PipelineConfig.Functions.reverse(),
    "the wrong table": (deployed) => {
      const [factors] = Object.keys(deployed.Resources).filter((id) => id.startsWith("DataFactors"));
      resource(deployed, "ApiTokens0").DynamoDBConfig.TableName = { Ref: factors };
    },
    "the code key in the place of the check key": (deployed) => {
      resource(deployed, "ApiGraphQL").EnvironmentVariables.CHECK_KEY_ID = "alias/appsync-otp-dev-code";
    },
    "a key that the API may not use": (deployed) => {
      const { Statement } = resource(deployed, "KeysCheck").KeyPolicy;
      Statement.splice(
        Statement.findIndex(({ Sid }: { Sid: string }) => Sid === "UseKmsRole"),
        1,
      );
    },
    "IAM left out": (deployed) => {
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
        for (const journey of Object.values(JOURNEYS)) await journey(service);
      })(),
    ).rejects.toThrow();
  });
});
