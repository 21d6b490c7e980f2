import { rmSync } from "node:fs";
import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { EDGE_REGION, edgeStackOf } from "../stage.ts";
import { type Account, openAccount } from "./aws/account.ts";
import { emptyBucket } from "./aws/bucket.ts";
import { removeRole } from "./aws/sms-attributes.ts";
import { findSmsLogGroups } from "./aws/sms-log-groups.ts";
import { findStack, resourcesOf } from "./aws/stack.ts";
import type { CommandParts } from "./command.ts";
import { outputsFile } from "./outputs.ts";
import { DeployProblem } from "./problem.ts";
import { formatRemaining } from "./remaining-resources.ts";
import { removeEdge } from "./remove-page.ts";
import { assertAnswers } from "./terminal.ts";

/**
 * Removes a stage and the stack of its page in us-east-1, once its name has been typed, and lists what remains. What the settings alone refuse is refused before anybody
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
  const edge = await findStack(account.edge.cloudFormation, edgeStackOf(prefix));
  const where = `account ${account.id}, ${account.region}`;
  if (!stack && !edge) throw new DeployProblem(`There is no stack ${prefix} in ${where}. Nothing was removed.`);
  if (stack?.protected || edge?.protected) throw new DeployProblem(keepsData(stage, "its last deploy said RETAIN"));
  terminal.print(`${prefix} in ${where}: its tokens, factors, users and keys will be deleted with it, and its page.`);
  if (!yes && (await terminal.ask(`Type ${stage} to remove it: `)) !== stage) {
    throw new DeployProblem("Another name was typed. Nothing was removed.");
  }
  if (stack) {
    // Who may not list the resources is told by CloudFormation that a bucket is not empty.
    for (const { type, name } of await resourcesOf(account.cloudFormation, stack.id).catch(() => [])) {
      if (type === "AWS::S3::Bucket") await emptyBucket(account.s3, name);
    }
    await runCdk("destroy", [prefix, "--force"], account.region);
  }
  // The distribution of the page names the web ACL in us-east-1: it goes first.
  await removeEdge(parts, account);
  rmSync(outputsFile(folder, stage), { force: true });
  terminal.print(`\n${prefix} is removed. ${await remaining(parts, account, stack?.id, edge?.id)}`);
}

/** Lists what remains. The stack is gone by now, so a call that AWS refuses becomes a line of the list, and stops nothing. */
async function remaining(
  { deployment }: CommandParts,
  account: Account,
  stack: string | undefined,
  edge: string | undefined,
): Promise<string> {
  const at = `--region ${account.region}`;
  const failures: string[] = [];
  const noteFailure = (line: string) => (error: Error) => {
    failures.push(`${line} (${error.name}: ${error.message})`);
    return [];
  };
  const role = deployment.sendsSms ? await removeRole(account, deployment) : undefined;
  if (role !== undefined) failures.push(role);
  const listed = async (client: CloudFormationClient, id: string | undefined, region: string) =>
    id === undefined
      ? []
      : resourcesOf(client, id).catch(
          noteFailure(
            `resources that the stack kept, which could not be listed: aws cloudformation list-stack-resources --stack-name ${id} --region ${region}`,
          ),
        );
  const resources = [
    ...(await listed(account.cloudFormation, stack, account.region)),
    ...(await listed(account.edge.cloudFormation, edge, EDGE_REGION)),
  ];
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
