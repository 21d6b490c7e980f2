import type { Settings, Stage, StageName } from "../settings/schema.ts";

export const STAGES: StageName[] = ["dev", "staging", "prod"];

/** The template's parameter that says when the API key expires: each deploy names a time, so that the template itself stays the same. */
export const API_KEY_EXPIRES_AT = "ApiKeyExpiresAt";

/** A stage was named that does not exist. The message lists those that do. */
export class UnknownStage extends Error {
  constructor(name: string) {
    super(`there is no stage "${name}": name one of ${STAGES.join(", ")}`);
  }
}

/** @throws UnknownStage */
export function stageNamed(name: string): StageName {
  const stage = STAGES.find((known) => known === name);
  if (!stage) throw new UnknownStage(name);
  return stage;
}

/** One stage as every construct sees it. */
export interface Deployment extends Stage {
  stage: StageName;
  /** Name of the stack; the names of its resources begin with it. */
  prefix: string;
  /** Domain that e-mails come from. */
  domain: string;
  /** Whether the settings allow SMS to any country. */
  sendsSms: boolean;
  /** The settings that are baked into this stage's bundles. */
  settings: Settings;
}

/**
 * Reads one stage out of the settings. Its bundles get the stage's own backends.
 *
 * @throws UnknownStage
 */
export function deploymentOf(stage: string, settings: Settings): Deployment {
  const name = stageNamed(stage);
  const own = settings.stages[name];
  const prefix = `appsync-otp-${name}`;
  const { from } = settings.email;
  const domain = from.slice(from.indexOf("@") + 1);
  const sendsSms = settings.destinations.allow.length > 0;
  return { ...own, stage: name, prefix, domain, sendsSms, settings: { ...settings, backends: own.backends } };
}
