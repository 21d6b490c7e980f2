import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudFrontClient } from "@aws-sdk/client-cloudfront";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { PinpointSMSVoiceV2Client } from "@aws-sdk/client-pinpoint-sms-voice-v2";
import { S3Client } from "@aws-sdk/client-s3";
import { SESClient } from "@aws-sdk/client-ses";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient, STSServiceException } from "@aws-sdk/client-sts";
import { EDGE_REGION } from "../../stage.ts";
import { DeployProblem } from "../problem.ts";

/** The account and region that a command works on, with a client for each service that it calls. */
export interface Account {
  id: string;
  region: string;
  /** ARN of the person or role whose credentials are used. */
  arn: string;
  cloudFormation: CloudFormationClient;
  cloudFront: CloudFrontClient;
  /** The same account in us-east-1, where CloudFront's web ACLs are. */
  edge: { cloudFormation: CloudFormationClient; ssm: SSMClient };
  kms: KMSClient;
  lambda: LambdaClient;
  logs: CloudWatchLogsClient;
  s3: S3Client;
  ses: SESClient;
  /** End User Messaging, by which SNS sends SMS. */
  smsVoice: PinpointSMSVoiceV2Client;
  sns: SNSClient;
  ssm: SSMClient;
}

const SIGN_IN = `Sign in, and name the region:
  aws configure sso                       (once; it creates a profile)
  aws sso login --profile <profile>
  export AWS_PROFILE=<profile> AWS_REGION=<region>`;

/** Milliseconds, of each of three attempts: a service that does not answer must not keep the command waiting for ever. */
const requestHandler = { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/**
 * Finds credentials and region the way the AWS CLI does, and asks AWS whose credentials they are.
 *
 * @throws DeployProblem that says how to sign in, or why AWS cannot be reached
 */
export async function openAccount(): Promise<Account> {
  const sts = new STSClient({ requestHandler });
  const region = await sts.config.region().catch(() => {
    throw new DeployProblem(`No AWS region is set. ${SIGN_IN}`);
  });
  await sts.config.credentials().catch(({ message }: Error) => {
    throw new DeployProblem(`No AWS credentials were found (${message}). ${SIGN_IN}`);
  });
  const config = { region, credentials: sts.config.credentials, requestHandler };
  const edge = { ...config, region: EDGE_REGION };
  return {
    ...(await callerIdentity(sts)),
    region,
    cloudFormation: new CloudFormationClient(config),
    cloudFront: new CloudFrontClient(config),
    edge: { cloudFormation: new CloudFormationClient(edge), ssm: new SSMClient(edge) },
    kms: new KMSClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    s3: new S3Client(config),
    ses: new SESClient(config),
    smsVoice: new PinpointSMSVoiceV2Client(config),
    sns: new SNSClient(config),
    ssm: new SSMClient(config),
  };
}

async function callerIdentity(sts: STSClient): Promise<{ id: string; arn: string }> {
  const { Account: id, Arn: arn } = await sts.send(new GetCallerIdentityCommand()).catch((error: Error) => {
    if (error instanceof STSServiceException) {
      throw new DeployProblem(`AWS does not accept the credentials (${error.name}: ${error.message}). ${SIGN_IN}`);
    }
    // Node's error for a name with several addresses has a code only.
    throw new DeployProblem(`AWS cannot be reached (${error.message || (error as NodeJS.ErrnoException).code}).`);
  });
  if (id && arn) return { id, arn };
  throw new DeployProblem("AWS did not say whose credentials these are. Is a proxy in between?");
}
