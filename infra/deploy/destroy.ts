import { rmSync } from "node:fs";
import { smsLogGroups } from "../checks/sms-logs.ts";
import type { DeployParts } from "./deploy.ts";
import { leftovers } from "./leftovers.ts";
import { outputsFile } from "./outputs.ts";
import { DeployProblem } from "./problem.ts";
import { forgetRole } from "./sms-attributes.ts";
import { findStack, resourcesOf } from "./stack-resources.ts";
import { assertAnswers } from "./terminal.ts";

/**
 * Removes a stage, once its name has been typed, and says what stays behind.
 *
 * @throws DeployProblem for a stage that keeps its data, or where nothing is deployed, or when the name was another
 */
export async function destroy(parts: DeployParts): Promise<void> {
  const { deployment, account, terminal, runCdk, folder, yes } = parts;
  const { prefix, stage, removal } = deployment;
  assertAnswers(terminal, yes, "destroy");
  if (removal === "RETAIN") throw new DeployProblem(keeps(stage, "the settings"));
  const stack = await findStack(account.call, prefix);
  const where = `account ${account.id}, ${account.region}`;
  if (!stack) throw new DeployProblem(`there is no ${prefix} in ${where}: nothing to remove`);
  if (stack.protected) throw new DeployProblem(keeps(stage, "its last deploy"));
  terminal.print(`${prefix} in ${where}: its tokens, factors, users and keys end with it.`);
  if (!yes && (await terminal.ask(`Type ${stage} to remove it: `)) !== stage) {
    throw new DeployProblem("nothing was removed");
  }
  await runCdk("destroy", [prefix, "--force"], account.region);
  await forgetRole(account.sns, deployment);
  rmSync(outputsFile(folder, stage), { force: true });
  const resources = await resourcesOf(account.call, stack.id);
  terminal.print(`\n${prefix} is removed. ${leftovers(resources, await smsLogGroups(account), deployment, account)}`);
}

const keeps = (
  stage: string,
  says: string,
) => `${stage} keeps its data: ${says} say RETAIN. Nothing was removed. To end it with all its data:
  1. set stages.${stage}.removal to DESTROY
  2. npm run deploy -- --stage ${stage}    (takes the protection off)
  3. npm run destroy -- --stage ${stage}`;
