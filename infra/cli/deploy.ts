import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deployment } from "../stage.ts";
import type { Account } from "./account.ts";
import type { Scene } from "./checks/finding.ts";
import { checkAccount, listed } from "./checks/index.ts";
import { nextSteps } from "./next-steps.ts";
import { type Outputs, outputsFile, writeOutputs } from "./outputs.ts";
import { DeployProblem } from "./problem.ts";
import type { RunCdk } from "./run-cdk.ts";
import { sceneOf } from "./scene.ts";
import { changesOf, readAttributes, replaced, setAttribute, wantedAttributes } from "./sms-attributes.ts";
import { assertAnswers, type Terminal } from "./terminal.ts";

export interface CommandParts {
  deployment: Deployment;
  yes: boolean;
  runCdk: RunCdk;
  terminal: Terminal;
  /** Where `outputs.<stage>.json` goes. */
  folder: string;
}

export interface DeployParts extends CommandParts {
  account: Account;
}

/**
 * Looks whether the account is ready, deploys, writes the outputs, and sets what no template can set.
 *
 * @throws DeployProblem before anything is created, when something has to be done first; afterwards, when SNS does not take its
 *   attributes
 */
export async function deploy(parts: DeployParts): Promise<void> {
  const { deployment, account, terminal, folder, yes } = parts;
  const { prefix, stage } = deployment;
  assertAnswers(terminal, yes, "deploy");
  terminal.print(`${prefix}: account ${account.id}, ${account.region}, as ${account.arn}\n`);
  const scene = sceneOf(deployment, account);
  await assertReady(scene, terminal);
  const kept = await askForTheirs(parts);
  const outputs = await deployStack(parts);
  terminal.print(`\n${prefix} stands; its outputs are in ${outputsFile(folder, stage)}\n`);
  const refused = await setAttributes(parts, outputs.smsLogsRoleArn, kept);
  terminal.print(await whatIsLeft(scene));
  terminal.print(nextSteps(deployment, account, outputs));
  if (refused.length > 0) throw new DeployProblem(`the stack stands, but\n${refused.join("\n")}`);
}

async function assertReady(scene: Scene, { print }: Terminal): Promise<void> {
  const findings = await checkAccount(scene);
  print(`${listed(findings)}\n\n  now: this deploy does it; first: before anything is created; ?: AWS does not say\n`);
  if (findings.some(({ state }) => state === "first")) {
    throw new DeployProblem("nothing was created: do what is marked `first`, and deploy again");
  }
}

async function whatIsLeft(scene: Scene): Promise<string> {
  const open = (await checkAccount(scene)).filter(({ state }) => state !== "done");
  if (open.length === 0) return "Everything is done.\n";
  // What the deploy would have done, and did not, is the deployer's.
  const left = open.map((each) => (each.state === "now" ? { ...each, state: "to do" as const } : each));
  return `What is left to do:\n\n${listed(left)}\n`;
}

/** @returns names of attributes that somebody set, and that stay as they are */
async function askForTheirs({ deployment, account, yes, terminal }: DeployParts): Promise<string[]> {
  const theirs = replaced(changesOf(await readAttributes(account.sns), wantedAttributes(deployment), deployment));
  if (theirs.length === 0) return [];
  const lines = theirs.map(({ name, from, to }) => `  ${name}: ${from} -> ${to}`);
  terminal.print(
    `Somebody set these otherwise, for all SMS of the account in ${account.region}:\n\n${lines.join("\n")}\n`,
  );
  if (yes || /^y(es)?$/i.test(await terminal.ask("Change them? [y/N] "))) return [];
  terminal.print("They stay as they are.\n");
  return theirs.map(({ name }) => name);
}

async function deployStack({ deployment, account, folder, yes, runCdk }: DeployParts): Promise<Outputs> {
  const { prefix, stage } = deployment;
  const passing = mkdtempSync(join(tmpdir(), "outputs-"));
  try {
    const written = join(passing, "outputs.json");
    const approval = yes ? ["--require-approval", "never"] : [];
    await runCdk("deploy", [prefix, "--outputs-file", written, ...approval], account.region);
    return writeOutputs(outputsFile(folder, stage), prefix, written);
  } finally {
    rmSync(passing, { recursive: true });
  }
}

/** @returns what SNS did not take, and what to do about it */
async function setAttributes({ deployment, account }: DeployParts, role: string | undefined, kept: string[]) {
  const { sns, region } = account;
  const wanted = wantedAttributes(deployment, role);
  const left = async () =>
    changesOf(await readAttributes(sns), wanted, deployment).filter(({ name }) => !kept.includes(name));
  const refused: string[] = [];
  for (const { name, to } of await left()) {
    await setAttribute(sns, name, to).catch(({ message }: Error) =>
      refused.push(`  SNS does not take ${name}=${to}: ${message}`),
    );
  }
  for (const { name, from, to } of await left()) {
    refused.push(
      `  ${name} is ${from ?? "unset"}, and has to be ${to}:`,
      `    aws sns set-sms-attributes --attributes ${name}=${to} --region ${region}`,
      ...(name === "MonthlySpendLimit" ? quotaHelp(to, region) : []),
    );
  }
  return refused;
}

/** AWS gives new accounts 1 USD a month. */
const quotaHelp = (usd: string, region: string) => [
  "  What AWS allows the account is MaxLimit of TEXT_MESSAGE in",
  `    aws pinpoint-sms-voice-v2 describe-spend-limits --region ${region}`,
  `  To have it raised to ${usd} USD, open a case (service quota, SNS text messaging) at`,
  "    https://console.aws.amazon.com/support/home#/case/create?issueType=service-limit-increase",
];
