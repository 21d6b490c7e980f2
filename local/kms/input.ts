import { WireError } from "../wire/index.ts";

export type KmsInput = Record<string, unknown>;

const refuse = (field: string, constraint: string, value = "") =>
  new WireError(
    "ValidationException",
    `1 validation error detected: Value ${value && `${value} `}at '${memberOf(field)}' failed to satisfy constraint: ` +
      `Member must ${constraint}`,
  );

/** The name of a field as KMS's messages write it: `keyId` for `KeyId`. */
const memberOf = (field: string) => field.charAt(0).toLowerCase() + field.slice(1);

/** @throws WireError when the field is missing or is not a string */
export function readText(input: KmsInput, field: string): string {
  return readOptionalText(input, field) ?? throwMissing(field);
}

export function readOptionalText(input: KmsInput, field: string): string | undefined {
  const value = input[field] ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  throw new WireError("SerializationException", `'${memberOf(field)}' must be a string.`);
}

function throwMissing(field: string): never {
  throw refuse(field, "not be null", "null");
}

/** Reads base64. @throws WireError when it is missing, malformed, empty or longer than `maxBytes` */
export function readBytes(input: KmsInput, field: string, maxBytes: number): Buffer {
  const text = readText(input, field);
  const bytes = Buffer.from(text, "base64");
  // Node skips characters that are not base64, so only a round trip shows malformed input.
  if (bytes.toString("base64") !== text) {
    throw new WireError("ValidationException", `'${memberOf(field)}' is not valid base64.`); // [?]
  }
  if (bytes.length === 0) throw refuse(field, "have length greater than or equal to 1");
  if (bytes.length > maxBytes) throw refuse(field, `have length less than or equal to ${maxBytes}`);
  return bytes;
}

export function readOneOf<Choice extends string>(
  input: KmsInput,
  field: string,
  choices: readonly Choice[],
  fallback?: Choice,
): Choice {
  const value = readOptionalText(input, field) ?? fallback ?? throwMissing(field);
  const choice = choices.find((each) => each === value);
  if (choice) return choice;
  throw refuse(field, `satisfy enum value set: [${choices.join(", ")}]`, `'${value}'`);
}

/** @returns a number from 1 to 1,024, or undefined when the field is left out */
export function readByteCount(input: KmsInput, field: string): number | undefined {
  const value = input[field] ?? undefined;
  if (value === undefined) return undefined;
  if (!Number.isInteger(value))
    throw new WireError("SerializationException", `'${memberOf(field)}' must be an integer.`);
  const count = value as number;
  if (count < 1) throw refuse(field, "have value greater than or equal to 1", `'${count}'`);
  if (count > 1024) throw refuse(field, "have value less than or equal to 1024", `'${count}'`);
  return count;
}

/** @returns the pairs of `EncryptionContext`, sorted, as one string */
export function readEncryptionContext(input: KmsInput): string {
  const context = input.EncryptionContext ?? {};
  const pairs = typeof context === "object" && !Array.isArray(context) ? Object.entries(context) : null;
  if (!pairs?.every(([, value]) => typeof value === "string")) {
    throw new WireError("SerializationException", "'encryptionContext' must be a map of strings.");
  }
  return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}
