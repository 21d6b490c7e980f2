import { edgeStackOf } from "../stage.ts";
import type { Account } from "./aws/account.ts";
import { emptyBucket } from "./aws/bucket.ts";
import { findStack } from "./aws/stack.ts";
import type { CheckContext } from "./checks/index.ts";
import type { CommandParts } from "./command.ts";

/** Empties the bucket of a page that the next deploy removes. Who may not is told by CloudFormation that it is not empty. */
export async function emptyPage({ account, resources }: CheckContext): Promise<void> {
  const found = await resources().catch(() => []);
  const buckets = found.filter(({ type, name }) => type === "AWS::S3::Bucket" && name.includes("-pagebucket"));
  for (const { name } of buckets) await emptyBucket(account.s3, name);
}

/**
 * Removes the stack in us-east-1, once nothing names its web ACL any more.
 *
 * @returns whether there was one
 */
export async function removeEdge(
  { deployment, runCdk }: Pick<CommandParts, "deployment" | "runCdk">,
  { edge, region }: Account,
): Promise<boolean> {
  const name = edgeStackOf(deployment.prefix);
  if (!(await findStack(edge.cloudFormation, name))) return false;
  await runCdk("destroy", [name, "--force"], region);
  return true;
}
