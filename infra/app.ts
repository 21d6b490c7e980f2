import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { readSettings } from "../settings/read.ts";
import type { Settings } from "../settings/schema.ts";
import { OtpEdgeStack } from "./edge-stack.ts";
import { OtpStack } from "./stack.ts";
import { deploymentOf } from "./stage.ts";

const FLAGS = createRequire(import.meta.url).resolve("aws-cdk-lib/recommended-feature-flags.json");

/**
 * Makes the CDK app of one stage: its stack, and the one in us-east-1 for its page. Its synthesis fails on any finding of the library's template rules or of cdk-nag that is not
 * acknowledged.
 *
 * @param outdir folder for templates and assets; the CDK chooses one by default
 * @throws UnknownStage
 */
export function createApp(stage: string, settings: Settings, outdir?: string): App {
  const app = new App({
    outdir,
    context: {
      ...JSON.parse(readFileSync(FLAGS, "utf8")),
      "@aws-cdk/core:validateAgainstDefaultRules": true,
    },
    analyticsReporting: false,
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const deployment = deploymentOf(stage, settings);
  new OtpStack(app, deployment);
  new OtpEdgeStack(app, deployment);
  return app;
}

/** The CDK's command line runs this file; `infra/cli/main.ts` sets the variables. */
if (import.meta.main) createApp(process.env.OTP_STAGE ?? "dev", readSettings(process.env.OTP_SETTINGS)).synth();
