import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { WireError } from "../wire/index.ts";
import type { LoadedKey } from "./keyring.ts";

/**
 * A ciphertext blob holds a version, the length of the key's id, the id, a nonce, the tag and the ciphertext. The header and
 * the encryption context are authenticated with it.
 */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 2;

export function seal({ data, material }: LoadedKey, plaintext: Buffer, context: string): Buffer {
  const id = Buffer.from(data.id);
  const header = Buffer.from([VERSION, id.length, ...id]);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", material, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([header, Buffer.from(context)]));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, nonce, cipher.getAuthTag(), sealed]);
}

/** Reads the id of the key that made a blob. @throws WireError when the bytes are not a blob of this format */
export function keyIdOf(blob: Buffer): string {
  const [version, idBytes = 0] = blob;
  if (version !== VERSION || blob.length <= HEADER_BYTES + idBytes + NONCE_BYTES + TAG_BYTES) throw invalidCiphertext();
  return blob.toString("utf8", HEADER_BYTES, HEADER_BYTES + idBytes);
}

/** Decrypts a blob. @throws WireError when the blob or the context differs from what was encrypted */
export function open({ material }: LoadedKey, blob: Buffer, context: string): Buffer {
  const nonceAt = HEADER_BYTES + (blob[1] as number);
  const tagAt = nonceAt + NONCE_BYTES;
  const sealedAt = tagAt + TAG_BYTES;
  const options = { authTagLength: TAG_BYTES };
  const decipher = createDecipheriv("aes-256-gcm", material, blob.subarray(nonceAt, tagAt), options);
  decipher.setAAD(Buffer.concat([blob.subarray(0, nonceAt), Buffer.from(context)]));
  decipher.setAuthTag(blob.subarray(tagAt, sealedAt));
  try {
    return Buffer.concat([decipher.update(blob.subarray(sealedAt)), decipher.final()]);
  } catch {
    throw invalidCiphertext();
  }
}

/** KMS gives this error a type and an empty message. */
const invalidCiphertext = () => new WireError("InvalidCiphertextException", "");
