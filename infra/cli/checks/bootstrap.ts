import type { Check } from "./finding.ts";

/** What the CDK's own bucket and roles have to be, at least, for what it deploys today. */
const LEAST_VERSION = 6;
const PARAMETER = "/cdk-bootstrap/hnb659fds/version";

/** Whether the CDK has its bucket and roles in the account and region. */
export const bootstrap: Check = async ({ account }) => {
  const commands = [`npx cdk bootstrap aws://${account.id}/${account.region}`];
  const version = await versionOf(account.call);
  if (version === null) {
    return { state: "first", says: "the CDK's bucket and roles are not in this region", commands };
  }
  if (version < LEAST_VERSION) {
    return { state: "first", says: `of version ${version}, and has to be ${LEAST_VERSION} at least`, commands };
  }
  return { state: "done", says: `version ${version}` };
};

async function versionOf(call: (service: string, body: string, target: string) => Promise<string>) {
  try {
    const answer = await call("ssm", JSON.stringify({ Name: PARAMETER }), "AmazonSSM.GetParameter");
    return Number(JSON.parse(answer).Parameter.Value);
  } catch (error) {
    if ((error as Error).name === "ParameterNotFound") return null;
    throw error;
  }
}
