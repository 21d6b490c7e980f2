import { randomBytes } from "node:crypto";
import { type Operation, type WireCall, WireError } from "../wire/index.ts";
import { keyIdOf, open, seal } from "./ciphertext.ts";
import {
  type KmsInput,
  readByteCount,
  readBytes,
  readEncryptionContext,
  readOneOf,
  readOptionalText,
  readText,
} from "./input.ts";
import { checkAlgorithm, checkUsable, type Keyring } from "./keyring.ts";
import { ALGORITHMS } from "./specs.ts";

const MAX_PLAINTEXT_BYTES = 4096;
const MAX_BLOB_BYTES = 6144;
const DATA_KEY_BYTES = { AES_256: 32, AES_128: 16 };

export function encryptionOperations(keyring: Keyring): Record<string, Operation<KmsInput>> {
  /** Finds the key that a blob was made with. */
  function findOwner(blob: Buffer, input: KmsInput, call: WireCall) {
    const owner = keyring.peek(keyIdOf(blob), call);
    // KMS does not say which of these reasons applies.
    if (!owner) {
      throw new WireError(
        "AccessDeniedException",
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, " +
          "or you are not allowed to access.",
      );
    }
    const reference = readOptionalText(input, "KeyId");
    if (reference !== undefined && keyring.find(reference, call) !== owner) {
      throw new WireError(
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
      );
    }
    return owner;
  }

  return {
    Encrypt(input, call) {
      const reference = readText(input, "KeyId");
      const plaintext = readBytes(input, "Plaintext", MAX_PLAINTEXT_BYTES);
      const context = readEncryptionContext(input);
      const EncryptionAlgorithm = readAlgorithm(input);
      const key = keyring.find(reference, call);
      checkUsable(key, "ENCRYPT_DECRYPT", call);
      checkAlgorithm(key, EncryptionAlgorithm);
      const CiphertextBlob = seal(key, plaintext, context).toString("base64");
      return { CiphertextBlob, KeyId: key.arn, EncryptionAlgorithm };
    },
    Decrypt(input, call) {
      const blob = readBytes(input, "CiphertextBlob", MAX_BLOB_BYTES);
      const context = readEncryptionContext(input);
      const EncryptionAlgorithm = readAlgorithm(input);
      const key = findOwner(blob, input, call);
      checkUsable(key, "ENCRYPT_DECRYPT", call);
      checkAlgorithm(key, EncryptionAlgorithm);
      return { Plaintext: open(key, blob, context).toString("base64"), KeyId: key.arn, EncryptionAlgorithm };
    },
    GenerateDataKey(input, call) {
      const reference = readText(input, "KeyId");
      const context = readEncryptionContext(input);
      const plaintext = randomBytes(readDataKeyBytes(input));
      const key = keyring.find(reference, call);
      checkUsable(key, "ENCRYPT_DECRYPT", call);
      const CiphertextBlob = seal(key, plaintext, context).toString("base64");
      return { CiphertextBlob, Plaintext: plaintext.toString("base64"), KeyId: key.arn };
    },
    GenerateRandom(input) {
      const count = readByteCount(input, "NumberOfBytes");
      if (count === undefined) throw new WireError("ValidationException", "NumberOfBytes is required."); // [?]
      return { Plaintext: randomBytes(count).toString("base64") };
    },
  };
}

const readAlgorithm = (input: KmsInput) =>
  readOneOf(input, "EncryptionAlgorithm", ALGORITHMS.EncryptionAlgorithm, "SYMMETRIC_DEFAULT");

function readDataKeyBytes(input: KmsInput): number {
  const count = readByteCount(input, "NumberOfBytes");
  if ((count === undefined) === (readOptionalText(input, "KeySpec") === undefined)) {
    throw new WireError("ValidationException", "Please specify either number of bytes or key spec.");
  }
  return count ?? DATA_KEY_BYTES[readOneOf(input, "KeySpec", ["AES_256", "AES_128"])];
}
