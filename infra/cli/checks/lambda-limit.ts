import { GetAccountSettingsCommand } from "@aws-sdk/client-lambda";
import { type Check, stageSetting } from "./check.ts";

/** Executions that AWS wants to stay unreserved, for functions that reserve none. */
const UNRESERVED = 100;

/** Checks that Lambda runs enough functions of the account at once: AWS starts new accounts with 10, and gives 1,000 on request. */
export const lambdaLimit: Check = async ({ deployment, account, reserved }) => {
  const { stage, reservedConcurrency, authorizerConcurrency, resetConcurrency } = deployment;
  const wanted = reservedConcurrency + authorizerConcurrency + resetConcurrency;
  const { AccountLimit: limits = {} } = await account.lambda.send(new GetAccountSettingsCommand());
  const { ConcurrentExecutions: limit = 0, UnreservedConcurrentExecutions: unreserved = 0 } = limits;
  const spare = unreserved + (await reserved()) - UNRESERVED;
  const raise = `aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 \\
  --desired-value ${Math.max(1_000, limit - spare + wanted)} --region ${account.region}`;
  const all = `Lambda runs at most ${limit} executions at once, of all functions of the account in this region.`;
  if (wanted > 0 && wanted > spare) {
    return {
      state: "required",
      message: `${all} The stage wants to reserve ${wanted}, of which ${Math.max(spare, 0)} can be had. Ask AWS for more, or reserve none:`,
      commands: [
        raise,
        stageSetting(stage, '"reservedConcurrency": 0, "authorizerConcurrency": 0, "resetConcurrency": 0'),
      ],
    };
  }
  if (limit >= UNRESERVED) {
    return { state: "done", message: `${all} The stage reserves ${wanted === 0 ? "none" : wanted}.` };
  }
  return {
    state: "to do",
    message: `${all} Messages that need more fail with DeliveryFailed, and signed requests are refused. Ask AWS for more:`,
    commands: [raise],
  };
};
