import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { edgeStackOf } from "../stage.ts";
import { renewedApiKey } from "./api-key.ts";
import { type Account, openAccount } from "./aws/account.ts";
import { isSmsLogsRole, removeRole } from "./aws/sms-attributes.ts";
import { type CheckContext, checkAccount, checkContext, formatResults, LEGEND } from "./checks/index.ts";
import type { CommandParts } from "./command.ts";
import { nextSteps } from "./next-steps.ts";
import { type Outputs, outputsFile, writeOutputs } from "./outputs.ts";
import { pageFirewall } from "./page-firewall.ts";
import { DeployProblem } from "./problem.ts";
import { publishPage } from "./publish-page.ts";
import { publishProofKeys } from "./publish-proof-keys.ts";
import { emptyPage, removeEdge } from "./remove-page.ts";
import { confirmReplacements, setSmsAttributes } from "./set-sms-attributes.ts";
import { assertAnswers, type Terminal } from "./terminal.ts";

/**
 * Checks that the account is ready, deploys, writes the outputs, and sets and publishes what no template can.
 *
 * @throws DeployProblem before anything is created, if something has to be done first; afterwards, if SNS does not accept its
 *   attributes, or the keys of proofs cannot be published
 */
export async function deploy(parts: CommandParts): Promise<void> {
  const { deployment, terminal, folder, yes } = parts;
  const { prefix, stage, sendsSms } = deployment;
  assertAnswers(terminal, yes, "deploy");
  const account = await openAccount();
  terminal.print(`${prefix}: account ${account.id}, ${account.region}, as ${account.arn}\n`);
  const context = checkContext(deployment, account, parts.txtRecords);
  await assertReady(context, terminal);
  const kept = sendsSms ? await confirmReplacements(parts, account) : [];
  const stopsSms = !sendsSms && (await context.resources().catch(() => [])).some(isSmsLogsRole);
  if (deployment.page.publish) await deployEdge(parts, account);
  else await emptyPage(context);
  const outputs = await deployStack(parts, account);
  if (!deployment.page.publish) await removeEdge(parts, account);
  terminal.print(`\n${prefix} is deployed; its outputs are in ${outputsFile(folder, stage)}\n`);
  const unpublished = await publishProofKeys(deployment, account, outputs);
  if (deployment.page.publish) unpublished.push(...(await publishPage(parts, account, outputs)));
  const refused = sendsSms ? await setSmsAttributes(deployment, account, outputs.smsLogsRoleArn, kept) : [];
  // The deploy has removed the role, and another stage's cannot take its place while SNS names it.
  const left = stopsSms ? await removeRole(account, deployment) : undefined;
  if (left !== undefined) terminal.print(`Left to do: ${left}\n`);
  terminal.print(await whatIsLeft(context));
  terminal.print(nextSteps(deployment, account, outputs));
  const failed = [...unpublished, ...refused];
  if (failed.length > 0) throw new DeployProblem(`The stack is deployed, but:\n${failed.join("\n")}`);
}

async function assertReady(context: CheckContext, { print }: Terminal): Promise<void> {
  const results = await checkAccount(context);
  print(`${formatResults(results)}\n\n${LEGEND}\n`);
  if (results.some(({ state }) => state === "required")) {
    throw new DeployProblem("Nothing was created. Do what is marked `required`, and deploy again.");
  }
}

async function whatIsLeft(context: CheckContext): Promise<string> {
  const open = (await checkAccount(context)).filter(({ state }) => state !== "done");
  if (open.length === 0) return "Nothing is left to do.\n";
  // What this deploy should have done and did not is left to the deployer.
  const left = open.map((each) => (each.state === "automatic" ? { ...each, state: "to do" as const } : each));
  return `What is left to do:\n\n${formatResults(left)}\n`;
}

const approvalOf = (yes: boolean) => (yes ? ["--require-approval", "never"] : []);

/** CloudFront's web ACLs are in us-east-1 alone, so that the page's is a stack of its own, which comes first. */
const deployEdge = ({ deployment, yes, runCdk }: CommandParts, { region }: Account) =>
  runCdk("deploy", [edgeStackOf(deployment.prefix), ...approvalOf(yes)], region);

async function deployStack(
  { deployment, folder, yes, runCdk, clock }: CommandParts,
  account: Account,
): Promise<Outputs> {
  const { prefix, stage } = deployment;
  const temporary = mkdtempSync(join(tmpdir(), "outputs-"));
  try {
    const written = join(temporary, "outputs.json");
    const parameters = [...renewedApiKey(deployment, clock()), ...(await pageFirewall(deployment, account))];
    await runCdk("deploy", [prefix, "--outputs-file", written, ...parameters, ...approvalOf(yes)], account.region);
    return writeOutputs(outputsFile(folder, stage), prefix, written);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}
