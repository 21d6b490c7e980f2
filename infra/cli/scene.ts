import type { Deployment } from "../stage.ts";
import type { Account } from "./account.ts";
import type { Scene } from "./checks/finding.ts";
import { findStack, resourcesOf, senderOf } from "./stack-resources.ts";

/** Of resources that CloudFormation still lists, and that are the stack's no more. */
const GONE = ["DELETE_COMPLETE", "DELETE_SKIPPED"];

/** Gives what the checks look at. What is deployed is asked for each time: a deploy changes it. */
export function sceneOf(deployment: Deployment, account: Account): Scene {
  const { call } = account;
  const deployed = async () => {
    const stack = await findStack(call, deployment.prefix);
    const all = stack ? await resourcesOf(call, stack.id) : [];
    return { id: stack?.id, resources: all.filter(({ status }) => !GONE.includes(status)) };
  };
  return {
    deployment,
    account,
    resources: async () => (await deployed()).resources,
    // A stack whose first deploy was rolled back has a template, and nothing that sends.
    async sender() {
      const { id, resources } = await deployed();
      return id === undefined || resources.length === 0 ? undefined : senderOf(call, id);
    },
  };
}
