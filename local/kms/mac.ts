import { createHmac, timingSafeEqual } from "node:crypto";
import { type Operation, type WireCall, WireError } from "../wire/index.ts";
import { type KmsInput, readBytes, readOneOf, readText } from "./input.ts";
import { checkAlgorithm, checkUsable, type Keyring } from "./keyring.ts";
import { ALGORITHMS } from "./specs.ts";

const MAX_MESSAGE_BYTES = 4096;
const MAX_MAC_BYTES = 6144;

export function macOperations(keyring: Keyring): Record<string, Operation<KmsInput>> {
  function compute(input: KmsInput, call: WireCall) {
    const reference = readText(input, "KeyId");
    const message = readBytes(input, "Message", MAX_MESSAGE_BYTES);
    const MacAlgorithm = readOneOf(input, "MacAlgorithm", ALGORITHMS.MacAlgorithm);
    const key = keyring.find(reference, call);
    checkUsable(key, "GENERATE_VERIFY_MAC", call);
    checkAlgorithm(key, MacAlgorithm);
    return { mac: createHmac("sha256", key.material).update(message).digest(), KeyId: key.arn, MacAlgorithm };
  }

  return {
    GenerateMac(input, call) {
      const { mac, ...rest } = compute(input, call);
      return { ...rest, Mac: mac.toString("base64") };
    },
    VerifyMac(input, call) {
      const given = readBytes(input, "Mac", MAX_MAC_BYTES);
      const { mac, ...rest } = compute(input, call);
      // KMS gives this error a type and an empty message.
      if (given.length !== mac.length || !timingSafeEqual(given, mac))
        throw new WireError("KMSInvalidMacException", "");
      return { ...rest, MacValid: true };
    },
  };
}
