import type { Call } from "./signed-call.ts";

export interface DeployedStack {
  /** Its ARN, by which it is found after it has been deleted, too. */
  id: string;
  /** Whether CloudFormation refuses its deletion. */
  protected: boolean;
}

export interface StackResource {
  type: string;
  /** As the service itself knows it: a name, an id or an ARN. */
  name: string;
  status: string;
}

const cloudFormation = (call: Call, action: string, parameters: Record<string, string>) =>
  call("cloudformation", `${new URLSearchParams({ Action: action, Version: "2010-05-15", ...parameters })}`);
const textOf = (xml: string, tag: string) => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1];

/** Gives the stack of that name, or null where there is none. */
export async function findStack(call: Call, name: string): Promise<DeployedStack | null> {
  try {
    const answer = await cloudFormation(call, "DescribeStacks", { StackName: name });
    return {
      id: textOf(answer, "StackId") ?? name,
      protected: textOf(answer, "EnableTerminationProtection") === "true",
    };
  } catch (error) {
    const { name: type, message } = error as Error;
    if (type === "ValidationError" && message.includes("does not exist")) return null;
    throw error;
  }
}

/** Gives the address that a stack lets its send function send from, as the deployed template has it. */
export async function senderOf(call: Call, stack: string): Promise<string | undefined> {
  const answer = await cloudFormation(call, "GetTemplate", { StackName: stack });
  const template = (textOf(answer, "TemplateBody") ?? "").replaceAll(/&(quot|#34);/g, '"').replaceAll("&amp;", "&");
  return /"ses:FromAddress":\s*"([^"]+)"/.exec(template)?.[1];
}

/** Gives all resources of a stack, by name or, after its deletion, by ARN. */
export async function resourcesOf(call: Call, stack: string): Promise<StackResource[]> {
  const found: StackResource[] = [];
  let next: string | undefined;
  do {
    const page: Record<string, string> = next === undefined ? {} : { NextToken: next };
    const answer = await cloudFormation(call, "ListStackResources", { StackName: stack, ...page });
    for (const [member] of answer.matchAll(/<member>.*?<\/member>/gs)) {
      const read = (tag: string) => textOf(member, tag) ?? "";
      found.push({ type: read("ResourceType"), name: read("PhysicalResourceId"), status: read("ResourceStatus") });
    }
    next = textOf(answer, "NextToken");
  } while (next);
  return found;
}
