import {
  type CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";

export interface DeployedStack {
  /** Its ARN, by which CloudFormation still finds it after it was deleted. */
  id: string;
  /** Whether CloudFormation refuses to delete it. */
  protected: boolean;
  outputs: Record<string, string>;
}

export interface StackResource {
  /** The type's name in CloudFormation, such as `AWS::KMS::Key`. */
  type: string;
  /** The name, id or ARN by which the service itself knows the resource. */
  name: string;
  status: string;
}

/** @returns the stack of that name, or null if there is none */
export async function findStack(client: CloudFormationClient, name: string): Promise<DeployedStack | null> {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    if (!stack) return null;
    const outputs = (stack.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]);
    return {
      id: stack.StackId ?? name,
      protected: stack.EnableTerminationProtection ?? false,
      outputs: Object.fromEntries(outputs),
    };
  } catch (error) {
    // CloudFormation has no error type of its own for this.
    const refused = error instanceof CloudFormationServiceException && error.name === "ValidationError";
    if (refused && error.message.includes("does not exist")) return null;
    throw error;
  }
}

async function templateOf(client: CloudFormationClient, stack: string): Promise<string> {
  const { TemplateBody = "{}" } = await client.send(new GetTemplateCommand({ StackName: stack }));
  return TemplateBody;
}

/** @returns the values of a key, wherever it stands in the deployed template */
async function deployedValues(client: CloudFormationClient, stack: string, wanted: string): Promise<unknown[]> {
  const found: unknown[] = [];
  JSON.parse(await templateOf(client, stack), (key, value) => {
    if (key === wanted) found.push(value);
    return value;
  });
  return found;
}

/** @returns the address that the deployed template lets the send function send from */
export const senderOf = async (client: CloudFormationClient, stack: string) =>
  (await deployedValues(client, stack, "ses:FromAddress"))[0] as string | undefined;

/** @returns the executions that the deployed template reserves, for all its functions */
export const reservedBy = async (client: CloudFormationClient, stack: string) =>
  ((await deployedValues(client, stack, "ReservedConcurrentExecutions")) as number[]).reduce(
    (sum, one) => sum + one,
    0,
  );

/** @returns the versions of the keys of proofs that the deployed template has among its outputs, the oldest first */
export async function proofKeysOf(client: CloudFormationClient, stack: string): Promise<number[]> {
  const { Outputs = {} }: { Outputs?: object } = JSON.parse(await templateOf(client, stack));
  const versions = Object.keys(Outputs).flatMap((name) => /^proofKey(\d+)$/.exec(name)?.[1] ?? []);
  return versions.map(Number).sort((a, b) => a - b);
}

/** @returns all resources of a stack, which is given by name or, after its deletion, by ARN */
export async function resourcesOf(client: CloudFormationClient, stack: string): Promise<StackResource[]> {
  const found: StackResource[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { ResourceType = "", PhysicalResourceId = "", ResourceStatus = "" } of StackResourceSummaries) {
      found.push({ type: ResourceType, name: PhysicalResourceId, status: ResourceStatus });
    }
  }
  return found;
}
