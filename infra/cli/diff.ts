import { edgeStackOf } from "../stage.ts";
import { renewedApiKey } from "./api-key.ts";
import { openAccount } from "./aws/account.ts";
import type { CommandParts } from "./command.ts";
import { pageFirewall } from "./page-firewall.ts";

/** Shows what a deploy would change in the stage's stack, and in the one of its page in us-east-1. */
export async function diff({ deployment, runCdk, clock }: CommandParts): Promise<void> {
  const account = await openAccount();
  const { prefix, page } = deployment;
  const parameters = [...renewedApiKey(deployment, clock()), ...(await pageFirewall(deployment, account))];
  await runCdk("diff", [prefix, ...(page.publish ? [edgeStackOf(prefix)] : []), ...parameters], account.region);
}
