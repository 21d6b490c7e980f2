import { constants, createHash, type KeyObject, privateEncrypt, randomBytes } from "node:crypto";

export type RsaHash = "sha256" | "sha384" | "sha512";

/** The DER prefix of a digest in a PKCS #1 v1.5 signature (RFC 8017, 9.2, note 1). */
const DIGEST_INFO: Record<RsaHash, string> = {
  sha256: "3031300d060960864801650304020105000420",
  sha384: "3041300d060960864801650304020205000430",
  sha512: "3051300d060960864801650304020305000440",
};

/** Signs a digest with PKCS #1 v1.5. Node signs only messages, so this file encodes the digests and Node does the RSA operation. */
export function signDigestPkcs1(key: KeyObject, hash: RsaHash, digest: Buffer): Buffer {
  const info = Buffer.concat([Buffer.from(DIGEST_INFO[hash], "hex"), digest]);
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info);
}

/** Signs a digest with PSS. The salt is as long as the digest, as it is in KMS. */
export function signDigestPss(key: KeyObject, hash: RsaHash, digest: Buffer): Buffer {
  const modulusBits = key.asymmetricKeyDetails?.modulusLength as number;
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encodePss(hash, digest, modulusBits / 8));
}

/** EMSA-PSS-ENCODE of RFC 8017, 9.1.1, for moduli of whole bytes. */
function encodePss(hash: RsaHash, digest: Buffer, length: number): Buffer {
  const salt = randomBytes(digest.length);
  const seed = createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest();
  const block = Buffer.alloc(length - digest.length - 1);
  block[block.length - salt.length - 1] = 1;
  salt.copy(block, block.length - salt.length);
  const mask = maskOf(hash, seed, block.length);
  const masked = block.map((byte, at) => byte ^ (mask[at] as number));
  // The encoded message is one bit shorter than the modulus.
  masked[0] = (masked[0] as number) & 0x7f;
  return Buffer.concat([masked, seed, Buffer.from([0xbc])]);
}

/** MGF1 of RFC 8017, B.2.1. */
function maskOf(hash: RsaHash, seed: Buffer, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let bytes = 0; bytes < length; bytes += seed.length) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(parts.length);
    parts.push(createHash(hash).update(seed).update(counter).digest());
  }
  return Buffer.concat(parts);
}
