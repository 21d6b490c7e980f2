import { bootstrap } from "./bootstrap.ts";
import type { Check, CheckResult } from "./check.ts";
import type { CheckContext } from "./context.ts";
import { dmarc } from "./dmarc.ts";
import { emailIdentity } from "./email.ts";
import { emailSandbox } from "./email-sandbox.ts";
import { lambdaLimit } from "./lambda-limit.ts";
import { origination } from "./origination.ts";
import { proofKeys } from "./proof-keys.ts";
import { smsAttributes, smsSandbox } from "./sms.ts";
import { smsLogs } from "./sms-logs.ts";
import { smsPolicy } from "./sms-policy.ts";
import { testMode } from "./test-mode.ts";

export type { CheckResult } from "./check.ts";
export { type CheckContext, checkContext, type TxtRecords } from "./context.ts";

const CHECKS: Record<string, Check> = {
  bootstrap,
  "Lambda limit": lambdaLimit,
  "e-mail domain": emailIdentity,
  "e-mail policy": dmarc,
  "e-mail sandbox": emailSandbox,
  "proof keys": proofKeys,
  "test mode": testMode,
};
const CHECKS_OF_SMS: Record<string, Check> = {
  "SMS sandbox": smsSandbox,
  "SMS origin": origination,
  "SMS policy": smsPolicy,
  "SMS attributes": smsAttributes,
  "SMS logs": smsLogs,
};

/** A result with the name of its check. */
export type NamedResult = CheckResult & { name: string };

/**
 * Runs all checks at once; those of SMS only for a stage that sends any. What AWS does not let the deployer ask is `unknown`, and stops
 * nothing.
 */
export const checkAccount = (context: CheckContext): Promise<NamedResult[]> =>
  Promise.all(
    Object.entries(context.deployment.sendsSms ? { ...CHECKS, ...CHECKS_OF_SMS } : CHECKS).map(
      async ([name, check]) => {
        const unknown = (error: Error): CheckResult => ({
          state: "unknown",
          message: `${error.name}: ${error.message}`,
        });
        return { name, ...(await check(context).catch(unknown)) };
      },
    ),
  );

const NAME_WIDTH = Math.max(...Object.keys({ ...CHECKS, ...CHECKS_OF_SMS }).map(({ length }) => length));
const STATE_WIDTH = "automatic".length;
const INDENT = " ".repeat(4 + STATE_WIDTH + 2);

/** @returns a line for each result, with its commands below */
export const formatResults = (results: NamedResult[]): string =>
  results
    .flatMap(({ name, state, message, commands = [] }) => [
      `  ${state.padEnd(STATE_WIDTH)}  ${name.padEnd(NAME_WIDTH)}  ${message}`,
      ...commands.map((command) => INDENT + command.replaceAll("\n", `\n${INDENT}`)),
    ])
    .join("\n");

export const LEGEND = `  required: do this before anything is created    automatic: this deploy does it
  to do: yours to do, at any time                 unknown: AWS did not say`;
