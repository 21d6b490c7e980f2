import type { Deployment } from "../../stage.ts";
import type { Account } from "../aws/account.ts";
import { findStack, proofKeysOf, reservedBy, resourcesOf, type StackResource, senderOf } from "../aws/stack.ts";

/** Gives the texts that the DNS has under a name. @throws Error of the DNS when it does not answer */
export type TxtRecords = (name: string) => Promise<string[]>;

/** What the checks compare: the settings of a stage with the account and the deployed stack. */
export interface CheckContext {
  deployment: Deployment;
  account: Account;
  /** Asks the DNS for texts. */
  txtRecords: TxtRecords;
  /** Resources of the stage's stack; empty before its first deploy. */
  resources(): Promise<StackResource[]>;
  /** Address that the deployed stage sends from; undefined before the first deploy. */
  sender(): Promise<string | undefined>;
  /** Executions of Lambda that the deployed stage reserves; 0 before the first deploy. */
  reserved(): Promise<number>;
  /** Versions of the keys of proofs that the deployed stage publishes, the oldest first; none before the first deploy. */
  published(): Promise<number[]>;
}

/** CloudFormation goes on listing resources with this status, which are no longer the stack's. */
const GONE = ["DELETE_COMPLETE", "DELETE_SKIPPED"];

/** Makes the context of the checks. It asks AWS at each call, because a deploy changes the answer. */
export function checkContext(deployment: Deployment, account: Account, txtRecords: TxtRecords): CheckContext {
  const { cloudFormation } = account;
  const deployed = async () => {
    const stack = await findStack(cloudFormation, deployment.prefix);
    const all = stack ? await resourcesOf(cloudFormation, stack.id) : [];
    return { id: stack?.id, resources: all.filter(({ status }) => !GONE.includes(status)) };
  };
  // A stack whose first deploy was rolled back still has a template, but nothing in it runs.
  const running = async () => {
    const { id, resources } = await deployed();
    return resources.length === 0 ? undefined : id;
  };
  return {
    deployment,
    account,
    txtRecords,
    resources: async () => (await deployed()).resources,
    async sender() {
      const id = await running();
      return id === undefined ? undefined : senderOf(cloudFormation, id);
    },
    async reserved() {
      const id = await running();
      return id === undefined ? 0 : reservedBy(cloudFormation, id);
    },
    async published() {
      const id = await running();
      return id === undefined ? [] : proofKeysOf(cloudFormation, id);
    },
  };
}
