import { createHash, createPublicKey } from "node:crypto";
import { type Operation, WireError } from "../wire/index.ts";
import { type KmsInput, readBytes, readOneOf, readText } from "./input.ts";
import { checkAlgorithm, checkUsable, type Keyring } from "./keyring.ts";
import { type RsaHash, signDigestPkcs1, signDigestPss } from "./rsa.ts";
import { ALGORITHMS, SPECS } from "./specs.ts";

const MAX_MESSAGE_BYTES = 4096;
const DIGEST_BYTES: Record<RsaHash, number> = { sha256: 32, sha384: 48, sha512: 64 };

export function signingOperations(keyring: Keyring): Record<string, Operation<KmsInput>> {
  return {
    Sign(input, call) {
      const reference = readText(input, "KeyId");
      const message = readBytes(input, "Message", MAX_MESSAGE_BYTES);
      const messageType = readOneOf(input, "MessageType", ["RAW", "DIGEST"], "RAW");
      const SigningAlgorithm = readOneOf(input, "SigningAlgorithm", ALGORITHMS.SigningAlgorithm);
      const key = keyring.find(reference, call);
      checkUsable(key, "SIGN_VERIFY", call);
      checkAlgorithm(key, SigningAlgorithm);
      const hash = `sha${SigningAlgorithm.slice(-3)}` as RsaHash;
      const digest = messageType === "RAW" ? createHash(hash).update(message).digest() : message;
      if (digest.length !== DIGEST_BYTES[hash]) {
        throw new WireError("ValidationException", `Digest is invalid length for algorithm ${SigningAlgorithm}.`);
      }
      const sign = SigningAlgorithm.startsWith("RSASSA_PSS") ? signDigestPss : signDigestPkcs1;
      return { Signature: sign(key.material, hash, digest).toString("base64"), KeyId: key.arn, SigningAlgorithm };
    },
    GetPublicKey(input, call) {
      const key = keyring.find(readText(input, "KeyId"), call);
      const { spec } = key.data;
      const { usage, algorithms } = SPECS[spec];
      if (usage !== "SIGN_VERIFY") {
        throw new WireError("UnsupportedOperationException", `${key.arn} has no public key: its key spec is ${spec}.`); // [?]
      }
      checkUsable(key, usage, call);
      const PublicKey = createPublicKey(key.material).export({ type: "spki", format: "der" }).toString("base64");
      return {
        KeyId: key.arn,
        PublicKey,
        CustomerMasterKeySpec: spec,
        KeySpec: spec,
        KeyUsage: usage,
        SigningAlgorithms: algorithms,
      };
    },
  };
}
