import {
  GetResourcePolicyCommand,
  type PinpointSMSVoiceV2Client,
  paginateDescribePhoneNumbers,
  paginateDescribeSenderIds,
  ResourceNotFoundException,
} from "@aws-sdk/client-pinpoint-sms-voice-v2";

/** A number or a registered sender name that SMS come from. */
export interface OriginationIdentity {
  /** The number or the name, as settings have it. */
  name: string;
  kind: "number" | "name";
  arn: string;
}

/** @returns the account's active numbers, and the sender names that it registered */
export async function findOriginationIdentities(client: PinpointSMSVoiceV2Client): Promise<OriginationIdentity[]> {
  const found: OriginationIdentity[] = [];
  for await (const { PhoneNumbers = [] } of paginateDescribePhoneNumbers({ client }, {})) {
    for (const { PhoneNumber: name = "", PhoneNumberArn: arn = "", Status } of PhoneNumbers) {
      if (Status === "ACTIVE") found.push({ name, kind: "number", arn });
    }
  }
  for await (const { SenderIds = [] } of paginateDescribeSenderIds({ client }, {})) {
    for (const { SenderId: name = "", SenderIdArn: arn = "" } of SenderIds) found.push({ name, kind: "name", arn });
  }
  return found;
}

/** The policy of a number or name: who may send from it. */
export interface OriginationPolicy {
  Version: string;
  Statement: Statement[];
}

interface Statement {
  Effect: string;
  Principal?: string | { Service?: string | string[] };
  Action?: string | string[];
  Resource?: string | string[];
  Condition?: { StringEquals?: { "aws:SourceAccount"?: string | string[] } };
}

/** @returns the policy of a number or name; one without statements if it has none */
export async function readPolicy(client: PinpointSMSVoiceV2Client, arn: string): Promise<OriginationPolicy> {
  const none: OriginationPolicy = { Version: "2012-10-17", Statement: [] };
  try {
    const { Policy } = await client.send(new GetResourcePolicyCommand({ ResourceArn: arn }));
    const { Statement = [], ...others } = Policy === undefined ? none : JSON.parse(Policy);
    return { ...none, ...others, Statement: [Statement].flat() };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return none;
    throw error;
  }
}

const SNS = "sns.amazonaws.com";
const SEND = "sms-voice:SendTextMessage";

/** Adds to the policy of a number or name that SNS may send from it in the name of the account. */
export const withSns = (policy: OriginationPolicy, arn: string, account: string): OriginationPolicy => ({
  ...policy,
  Statement: [
    ...policy.Statement,
    {
      Effect: "Allow",
      Principal: { Service: SNS },
      Action: SEND,
      Resource: arn,
      Condition: { StringEquals: { "aws:SourceAccount": account } },
    },
  ],
});

/** Whether a policy lets SNS send in the name of the account. A statement with any other condition is not judged, and counts as none. */
export const admitsSns = ({ Statement }: OriginationPolicy, account: string): boolean =>
  Statement.some(({ Effect, Principal, Action, Condition = {} }) => {
    const services = typeof Principal === "object" ? [Principal.Service].flat() : [Principal];
    const actions = [Action].flat();
    const { StringEquals: { "aws:SourceAccount": accounts, ...others } = {}, ...operators } = Condition;
    return (
      Effect === "Allow" &&
      [SNS, "*"].some((service) => services.includes(service)) &&
      [SEND, "sms-voice:*", "*"].some((action) => actions.includes(action)) &&
      (accounts === undefined || [accounts].flat().includes(account)) &&
      Object.keys({ ...others, ...operators }).length === 0
    );
  });
