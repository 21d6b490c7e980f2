import { rmSync } from "node:fs";
import { type Account, openAccount } from "./account.ts";
import { smsLogGroups } from "./checks/sms-logs.ts";
import type { CommandParts } from "./deploy.ts";
import { leftovers } from "./leftovers.ts";
import { outputsFile } from "./outputs.ts";
import { DeployProblem } from "./problem.ts";
import { forgetRole } from "./sms-attributes.ts";
import { findStack, resourcesOf } from "./stack-resources.ts";
import { assertAnswers } from "./terminal.ts";

/**
 * Removes a stage, once its name has been typed, and says what stays behind. What the settings alone refuse is refused before
 * anybody has to sign in.
 *
 * @throws DeployProblem for a stage that keeps its data, or where nothing is deployed, or when the name was another
 */
export async function destroy(parts: CommandParts): Promise<void> {
  const { deployment, terminal, runCdk, folder, yes } = parts;
  const { prefix, stage, removal } = deployment;
  if (removal === "RETAIN") throw new DeployProblem(keeps(stage, "the settings"));
  assertAnswers(terminal, yes, "destroy");
  const account = await openAccount();
  const stack = await findStack(account.call, prefix);
  const where = `account ${account.id}, ${account.region}`;
  if (!stack) throw new DeployProblem(`there is no ${prefix} in ${where}: nothing to remove`);
  if (stack.protected) throw new DeployProblem(keeps(stage, "its last deploy"));
  terminal.print(`${prefix} in ${where}: its tokens, factors, users and keys end with it.`);
  if (!yes && (await terminal.ask(`Type ${stage} to remove it: `)) !== stage) {
    throw new DeployProblem("nothing was removed");
  }
  await runCdk("destroy", [prefix, "--force"], account.region);
  rmSync(outputsFile(folder, stage), { force: true });
  terminal.print(`\n${prefix} is removed. ${await leftBehind(parts, account, stack.id)}`);
}

/** The stack is gone by now: what AWS refuses is one more thing that stays behind, and ends nothing. */
async function leftBehind({ deployment }: CommandParts, account: Account, stack: string): Promise<string> {
  const at = `--region ${account.region}`;
  const untold: string[] = [];
  const unless = (what: string) => (error: Error) => {
    untold.push(`${what} (${error.name}: ${error.message})`);
    return [];
  };
  await forgetRole(account.sns, deployment).catch(
    unless(
      `DeliveryStatusIAMRole of SNS, if it is this stage's, which SNS still has: name another stage's smsLogsRoleArn, or none, by aws sns set-sms-attributes --attributes DeliveryStatusIAMRole=<ARN> ${at}`,
    ),
  );
  const resources = await resourcesOf(account.call, stack).catch(
    unless(
      `what the stack kept, which could not be asked: aws cloudformation list-stack-resources --stack-name ${stack} ${at}`,
    ),
  );
  const logGroups = await smsLogGroups(account).catch(
    unless(
      `log groups of SMS, which could not be asked: aws logs describe-log-groups --log-group-name-prefix sns/ ${at}`,
    ),
  );
  return leftovers(resources, logGroups, untold, deployment, account);
}

const keeps = (
  stage: string,
  says: string,
) => `${stage} keeps its data: ${says} say RETAIN. Nothing was removed. To end it with all its data:
  1. set stages.${stage}.removal to DESTROY
  2. npm run deploy -- --stage ${stage}    (takes the protection off)
  3. npm run destroy -- --stage ${stage}`;
