import { bootstrap } from "./bootstrap.ts";
import { emailIdentity } from "./email.ts";
import { emailSandbox } from "./email-sandbox.ts";
import type { Check, Checked, Finding, Scene } from "./finding.ts";
import { origination } from "./origination.ts";
import { smsAttributes, smsSandbox } from "./sms.ts";
import { smsLogs } from "./sms-logs.ts";

const CHECKS: Record<string, Check> = {
  bootstrap,
  "e-mail domain": emailIdentity,
  "e-mail sandbox": emailSandbox,
  "SMS sandbox": smsSandbox,
  "SMS origin": origination,
  "SMS attributes": smsAttributes,
  "SMS logs": smsLogs,
};

/** Looks at everything at once. What AWS does not let the deployer ask is no finding against the account. */
export const checkAccount = (scene: Scene): Promise<Checked[]> =>
  Promise.all(
    Object.entries(CHECKS).map(async ([subject, check]) => {
      const untold = ({ name, message }: Error): Finding => ({ state: "?", says: `${name}: ${message}` });
      return { subject, ...(await check(scene).catch(untold)) };
    }),
  );

const WIDTH = Math.max(...Object.keys(CHECKS).map(({ length }) => length));

/** Gives findings as lines for people. */
export const listed = (findings: Checked[]): string =>
  findings
    .flatMap(({ subject, state, says, commands = [] }) => [
      `  ${state.padEnd(5)}  ${subject.padEnd(WIDTH)}  ${says}`,
      ...commands.map((command) => `           ${command.replaceAll("\n", "\n           ")}`),
    ])
    .join("\n");
