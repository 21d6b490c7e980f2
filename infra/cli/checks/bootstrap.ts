import { GetParameterCommand, ParameterNotFound, type SSMClient } from "@aws-sdk/client-ssm";
import { EDGE_REGION } from "../../stage.ts";
import type { Check } from "./check.ts";

/** The oldest version of the CDK's bucket and roles that can deploy this stack. */
const LEAST_VERSION = 6;
const PARAMETER = "/cdk-bootstrap/hnb659fds/version";

/** Checks that the CDK has its bucket and roles in the account and region, and for a page in us-east-1, too. */
export const bootstrap: Check = async ({ deployment, account }) => {
  const regions = new Map([[account.region, account.ssm]]);
  if (deployment.page.publish) regions.set(EDGE_REGION, account.edge.ssm);
  const versions = await Promise.all(
    [...regions].map(async ([region, client]) => ({ region, version: await readVersion(client) })),
  );
  const wrong = versions.filter(({ version }) => version === null || version < LEAST_VERSION);
  const commands = wrong.map(({ region }) => `npx cdk bootstrap aws://${account.id}/${region}`);
  const where = wrong.map(({ region }) => region).join(" and ");
  if (wrong.some(({ version }) => version === null)) {
    return { state: "required", message: `The CDK's bucket and roles are missing in ${where}. Create them:`, commands };
  }
  if (wrong.length > 0) {
    const found = wrong.map(({ version }) => version).join(" and ");
    const message = `The CDK's bucket and roles in ${where} have version ${found}; version ${LEAST_VERSION} or later is needed. Update them:`;
    return { state: "required", message, commands };
  }
  const found = versions.map(({ region, version }) => `version ${version} in ${region}`).join(" and ");
  return { state: "done", message: `The CDK's bucket and roles have ${found}.` };
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
