import { RemovalPolicy } from "aws-cdk-lib";
import type { Settings, Stage, StageName } from "../settings/schema.ts";

/** What becomes of a stage's keys: those of a first deploy that failed have encrypted nothing yet, and go. */
export const keyRemoval = ({ removal }: Deployment): RemovalPolicy =>
  removal === "RETAIN" ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

export const STAGES: StageName[] = ["dev", "staging", "prod"];

/** One stage as every construct sees it. */
export interface Deployment extends Stage {
  stage: StageName;
  /** What physical names begin with, and the stack is called. */
  prefix: string;
  /** That e-mails come from. */
  domain: string;
  /** As they are baked into this stage's bundles. */
  settings: Settings;
}

/**
 * Gives the settings of one stage, with the stage's own backends.
 *
 * @throws Error that lists the stages when none has this name
 */
export function deploymentOf(stage: string, settings: Settings): Deployment {
  const name = STAGES.find((known) => known === stage);
  if (!name) throw new Error(`there is no stage "${stage}": name one of ${STAGES.join(", ")}`);
  const own = settings.stages[name];
  const prefix = `appsync-otp-${name}`;
  const { from } = settings.email;
  const domain = from.slice(from.indexOf("@") + 1);
  return { ...own, stage: name, prefix, domain, settings: { ...settings, backends: own.backends } };
}
