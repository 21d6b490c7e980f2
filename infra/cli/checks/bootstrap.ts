import { GetParameterCommand, ParameterNotFound, type SSMClient } from "@aws-sdk/client-ssm";
import type { Check } from "./check.ts";

/** The oldest version of the CDK's bucket and roles that can deploy this stack. */
const LEAST_VERSION = 6;
const PARAMETER = "/cdk-bootstrap/hnb659fds/version";

/** Checks that the CDK has its bucket and roles in the account and region. */
export const bootstrap: Check = async ({ account }) => {
  const commands = [`npx cdk bootstrap aws://${account.id}/${account.region}`];
  const version = await readVersion(account.ssm);
  if (version === null) {
    return {
      state: "required",
      message: "The CDK's bucket and roles are missing in this region. Create them:",
      commands,
    };
  }
  if (version < LEAST_VERSION) {
    const message = `The CDK's bucket and roles have version ${version}; version ${LEAST_VERSION} or later is needed. Update them:`;
    return { state: "required", message, commands };
  }
  return { state: "done", message: `The CDK's bucket and roles have version ${version}.` };
};

async function readVersion(ssm: SSMClient): Promise<number | null> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: PARAMETER }));
    return Number(Parameter?.Value ?? 0);
  } catch (error) {
    if (error instanceof ParameterNotFound) return null;
    throw error;
  }
}
