import type { Operation } from "../wire/index.ts";
import { type KmsInput, readText } from "./input.ts";
import type { Keyring } from "./keyring.ts";
import { SPECS } from "./specs.ts";

/** `DescribeKey`, which also answers for disabled keys. */
export function describeKey(keyring: Keyring, accountId: string): Operation<KmsInput> {
  return (input, call) => {
    const { data, arn } = keyring.find(readText(input, "KeyId"), call);
    const { id, spec, description, createdAt, enabled } = data;
    const { usage, algorithmsField, algorithms } = SPECS[spec];
    return {
      KeyMetadata: {
        AWSAccountId: accountId,
        KeyId: id,
        Arn: arn,
        CreationDate: createdAt,
        Enabled: enabled,
        Description: description,
        KeyUsage: usage,
        KeyState: enabled ? "Enabled" : "Disabled",
        Origin: "AWS_KMS",
        KeyManager: "CUSTOMER",
        CustomerMasterKeySpec: spec,
        KeySpec: spec,
        [algorithmsField]: algorithms,
        MultiRegion: false,
      },
    };
  };
}
