import type { Settings, Stage, StageName } from "../settings/schema.ts";

export const STAGES: StageName[] = ["dev", "staging", "prod"];

/** The template's parameter that says when the API key expires: each deploy names a time, so that the template itself stays the same. */
export const API_KEY_EXPIRES_AT = "ApiKeyExpiresAt";

/**
 * The template's parameter that names the web ACL of the page. CloudFront takes only web ACLs of us-east-1, so that it is of another stack, and
 * the deploy command carries its ARN over.
 */
export const PAGE_FIREWALL_ARN = "PageFirewallArn";

/** Where CloudFront's web ACLs and certificates are. */
export const EDGE_REGION = "us-east-1";

/** @returns the name of the stack in `EDGE_REGION`, which a stage with a page has beside its own */
export const edgeStackOf = (prefix: string) => `${prefix}-edge`;

/** Where a browser passes AWS WAF's challenge, on the page's origin, before it calls a field that needs no sign-in. */
export const CHALLENGE_PATH = "/challenge";

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
 * Reads one stage out of the settings. Its bundles get the stage's own backends and test mode.
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
  const { backends, testMode } = own;
  return { ...own, stage: name, prefix, domain, sendsSms, settings: { ...settings, backends, testMode } };
}

/**
 * Whether the API's own endpoint takes signed requests alone. AppSync allows pages of every origin to read its answers, and nobody can
 * change that, so a stage that allows only some origins sends all browsers through the page's.
 */
export const isClosed = ({ page }: Deployment): boolean => page.publish && !page.allowedOrigins.includes("*");
