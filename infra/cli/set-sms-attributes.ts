import type { Deployment } from "../stage.ts";
import type { Account } from "./aws/account.ts";
import { changesOf, readAttributes, replacements, setAttribute, wantedAttributes } from "./aws/sms-attributes.ts";
import type { CommandParts } from "./command.ts";
import { DeployProblem } from "./problem.ts";

/**
 * Asks before values that somebody set for the whole account are replaced.
 *
 * @returns names of the attributes that stay as they are
 * @throws DeployProblem if they cannot be read: a stage must not send SMS while nobody knows what it may spend (S21)
 */
export async function confirmReplacements(
  { deployment, yes, terminal }: CommandParts,
  { sns, region }: Account,
): Promise<string[]> {
  const present = await readAttributes(sns).catch(({ name, message }: Error) => {
    throw new DeployProblem(`SNS does not say what this account may spend on SMS (${name}: ${message}). Nothing was created.
Ask for the rights in docs/deploy.md, or send no SMS: { "destinations": { "allow": [] } } in the file of OTP_SETTINGS.`);
  });
  const replaced = replacements(changesOf(present, wantedAttributes(deployment), deployment));
  if (replaced.length === 0) return [];
  const lines = replaced.map(({ name, from, to }) => `  ${name}: ${from} -> ${to}`);
  terminal.print(
    `Somebody set other values for all SMS of the account in ${region}. The deploy would change:\n\n${lines.join("\n")}\n`,
  );
  if (yes || /^y(es)?$/i.test(await terminal.ask("Change them? [y/N] "))) return [];
  terminal.print("They stay as they are.\n");
  return replaced.map(({ name }) => name);
}

/**
 * Sets SNS's attributes for SMS, and reads them back.
 *
 * @param role ARN of the role by which SNS writes its delivery logs
 * @param kept names of attributes that stay as they are
 * @returns lines that say what SNS did not accept, and what to do about it
 */
export async function setSmsAttributes(
  deployment: Deployment,
  { sns, region }: Account,
  role: string | undefined,
  kept: string[],
): Promise<string[]> {
  const wanted = wantedAttributes(deployment, role);
  const missing = async () =>
    changesOf(await readAttributes(sns), wanted, deployment).filter(({ name }) => !kept.includes(name));
  const refused: string[] = [];
  for (const { name, to } of await missing()) {
    await setAttribute(sns, name, to).catch(({ message }: Error) =>
      refused.push(`  SNS does not accept ${name}=${to}: ${message}`),
    );
  }
  for (const { name, from, to } of await missing()) {
    refused.push(
      `  ${name} is ${from ?? "unset"}, and has to be ${to}:`,
      `    aws sns set-sms-attributes --attributes ${name}=${to} --region ${region}`,
      ...(name === "MonthlySpendLimit" ? quotaHelp(to, region) : []),
    );
  }
  return refused;
}

/** AWS allows new accounts 1 USD a month. */
const quotaHelp = (usd: string, region: string) => [
  "  What AWS allows the account is MaxLimit of TEXT_MESSAGE in",
  `    aws pinpoint-sms-voice-v2 describe-spend-limits --region ${region}`,
  `  To have it raised to ${usd} USD, open a case (service quota, SNS text messaging) at`,
  "    https://console.aws.amazon.com/support/home#/case/create?issueType=service-limit-increase",
];
