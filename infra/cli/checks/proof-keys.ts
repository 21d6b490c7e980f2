import { type Check, stageSetting } from "./check.ts";

/**
 * Checks that the key which is to sign proofs has been published by an earlier deploy: whoever checks them may keep the keys that were
 * published before for a while, and would refuse what another key signs.
 */
export const proofKeys: Check = async ({ deployment, published }) => {
  const { stage, proofKeys: wanted } = deployment;
  const { signing } = wanted;
  const before = await published();
  if (before.length > 0 && !before.includes(signing)) {
    const [first = 1] = before;
    return {
      state: "required",
      message: `Version ${signing} of the keys of proofs is not published yet, and cannot sign. Publish it first (docs/proof.md):`,
      commands: [
        stageSetting(stage, `"proofKeys": { "oldest": ${first}, "newest": ${first + 1}, "signing": ${first} }`),
      ],
    };
  }
  return { state: "done", message: `Version ${signing} of the keys signs proofs.` };
};
