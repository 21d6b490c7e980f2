import { rmSync } from "node:fs";
import { type Account, openAccount } from "./aws/account.ts";
import { removeJwks } from "./aws/public-files.ts";
import { removeRole } from "./aws/sms-attributes.ts";
import { findSmsLogGroups } from "./aws/sms-log-groups.ts";
import { findStack, resourcesOf } from "./aws/stack.ts";
import type { CommandParts } from "./command.ts";
import { outputsFile } from "./outputs.ts";
import { DeployProblem } from "./problem.ts";
import { formatRemaining } from "./remaining-resources.ts";
import { assertAnswers } from "./terminal.ts";

/**
 * Removes a stage, once its name has been typed, and lists what remains. What the settings alone refuse is refused before anybody
 * has to sign in.
 *
 * @throws DeployProblem for a stage that keeps its data, if nothing is deployed, or if another name was typed
 */
export async function destroy(parts: CommandParts): Promise<void> {
  const { deployment, terminal, runCdk, folder, yes } = parts;
  const { prefix, stage, removal } = deployment;
  if (removal === "RETAIN") throw new DeployProblem(keepsData(stage, "the settings say RETAIN"));
  assertAnswers(terminal, yes, "destroy");
  const account = await openAccount();
  const stack = await findStack(account.cloudFormation, prefix);
  const where = `account ${account.id}, ${account.region}`;
  if (!stack) throw new DeployProblem(`There is no stack ${prefix} in ${where}. Nothing was removed.`);
  if (stack.protected) throw new DeployProblem(keepsData(stage, "its last deploy said RETAIN"));
  terminal.print(`${prefix} in ${where}: its tokens, factors, users and keys will be deleted with it.`);
  if (!yes && (await terminal.ask(`Type ${stage} to remove it: `)) !== stage) {
    throw new DeployProblem("Another name was typed. Nothing was removed.");
  }
  // Who may not list the resources is told by CloudFormation that the bucket is not empty.
  for (const { type, name } of await resourcesOf(account.cloudFormation, stack.id).catch(() => [])) {
    if (type === "AWS::S3::Bucket") await removeJwks(account.s3, name);
  }
  await runCdk("destroy", [prefix, "--force"], account.region);
  rmSync(outputsFile(folder, stage), { force: true });
  terminal.print(`\n${prefix} is removed. ${await remaining(parts, account, stack.id)}`);
}

/** Lists what remains. The stack is gone by now, so a call that AWS refuses becomes a line of the list, and stops nothing. */
async function remaining({ deployment }: CommandParts, account: Account, stack: string): Promise<string> {
  const at = `--region ${account.region}`;
  const failures: string[] = [];
  const noteFailure = (line: string) => (error: Error) => {
    failures.push(`${line} (${error.name}: ${error.message})`);
    return [];
  };
  const role = deployment.sendsSms ? await removeRole(account, deployment) : undefined;
  if (role !== undefined) failures.push(role);
  const resources = await resourcesOf(account.cloudFormation, stack).catch(
    noteFailure(
      `resources that the stack kept, which could not be listed: aws cloudformation list-stack-resources --stack-name ${stack} ${at}`,
    ),
  );
  const logGroups = deployment.sendsSms
    ? await findSmsLogGroups(account).catch(
        noteFailure(
          `log groups of SMS, which could not be listed: aws logs describe-log-groups --log-group-name-prefix sns/ ${at}`,
        ),
      )
    : [];
  return formatRemaining({ failures, resources, logGroups }, deployment, account);
}

const keepsData = (stage: string, reason: string) => `${stage} keeps its data, because ${reason}. Nothing was removed.
To remove it with all its data:
  1. set stages.${stage}.removal to DESTROY
  2. npm run deploy -- --stage ${stage}    (takes the protection off)
  3. npm run destroy -- --stage ${stage}`;
