import { SESClient } from "@aws-sdk/client-ses";
import { SNSClient } from "@aws-sdk/client-sns";
import { DeployProblem } from "./problem.ts";
import { AwsError, type Call, signedCall } from "./signed-call.ts";

/** The account and region that are deployed to. */
export interface Account {
  id: string;
  region: string;
  /** Who deploys. */
  arn: string;
  sns: SNSClient;
  ses: SESClient;
  call: Call;
}

const SIGN_IN = `sign in, and say where to:
  aws configure sso                       (once; names a profile)
  aws sso login --profile <profile>
  export AWS_PROFILE=<profile> AWS_REGION=<region>`;

/**
 * Finds credentials and region as the AWS CLI does, and asks AWS whose they are.
 *
 * @throws DeployProblem that says how to sign in
 */
export async function openAccount(): Promise<Account> {
  const sns = new SNSClient();
  const region = await sns.config.region().catch(() => {
    throw new DeployProblem(`there is no AWS region: ${SIGN_IN}`);
  });
  await sns.config.credentials().catch(({ message }: Error) => {
    throw new DeployProblem(`there are no AWS credentials (${message}): ${SIGN_IN}`);
  });
  const call = signedCall(region, sns.config.credentials);
  const { id, arn } = await whoAmI(call);
  return { id, arn, region, sns, ses: new SESClient({ region }), call };
}

async function whoAmI(call: Call) {
  const answer = await call("sts", "Action=GetCallerIdentity&Version=2011-06-15").catch((error: Error) => {
    if (error instanceof AwsError) {
      throw new DeployProblem(`AWS does not take the credentials (${error.name}: ${error.message}): ${SIGN_IN}`);
    }
    throw new DeployProblem(`AWS cannot be reached (${(error.cause as Error | undefined)?.message ?? error.message})`);
  });
  const [, id] = /<Account>(\d{12})<\/Account>/.exec(answer) ?? [];
  const [, arn] = /<Arn>([^<]+)<\/Arn>/.exec(answer) ?? [];
  if (!id || !arn) throw new DeployProblem("AWS did not say whose the credentials are: is there a proxy in between?");
  return { id, arn };
}
