import { renewedApiKey } from "./api-key.ts";
import { openAccount } from "./aws/account.ts";
import type { CommandParts } from "./command.ts";

/** Shows what a deploy would change in the stage's stack. */
export async function diff({ deployment, runCdk, clock }: CommandParts): Promise<void> {
  const { region } = await openAccount();
  await runCdk("diff", [deployment.prefix, ...renewedApiKey(deployment, clock())], region);
}
