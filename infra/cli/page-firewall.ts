import { type Deployment, edgeStackOf, PAGE_FIREWALL_ARN } from "../stage.ts";
import type { Account } from "./aws/account.ts";
import { findStack } from "./aws/stack.ts";

/**
 * Gives the arguments by which the CDK hands the web ACL of the page, which is of the stack in us-east-1, to the stage's own stack.
 *
 * @returns none for a stage without a page; before the first deploy, the name of what is not there yet
 * @throws Error of AWS
 */
export async function pageFirewall({ prefix, page }: Deployment, { edge }: Account): Promise<string[]> {
  if (!page.publish) return [];
  const stack = await findStack(edge.cloudFormation, edgeStackOf(prefix));
  return ["--parameters", `${prefix}:${PAGE_FIREWALL_ARN}=${stack?.outputs[PAGE_FIREWALL_ARN] ?? "not-deployed-yet"}`];
}
