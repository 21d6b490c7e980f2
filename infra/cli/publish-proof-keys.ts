import type { Deployment } from "../stage.ts";
import type { Account } from "./aws/account.ts";
import { fetchProofKey, writeJwks } from "./aws/public-files.ts";
import type { Outputs } from "./outputs.ts";

/**
 * Publishes the keys by which proofs are checked. No template can: their public parts are KMS's to tell.
 *
 * @returns lines that say what failed, and what to do about it
 */
export async function publishProofKeys(
  { proofKeys: { oldest, newest } }: Deployment,
  { kms, s3 }: Account,
  outputs: Outputs,
): Promise<string[]> {
  const versions = [...new Set([oldest, newest])];
  try {
    const keys = await Promise.all(
      versions.map((version) => fetchProofKey(kms, version, outputs[`proofKey${version}`] as string)),
    );
    await writeJwks(s3, outputs.publicBucket as string, keys);
    return [];
  } catch (error) {
    const { name, message } = error as Error;
    return [
      `  The keys of proofs are not published at ${outputs.jwksUrl} (${name}: ${message}).`,
      "  Until they are, nobody can check a proof by them. Ask for the rights in docs/deploy.md, and deploy again.",
    ];
  }
}
