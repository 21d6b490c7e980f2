import { constants, createHash, createPublicKey, verify } from "node:crypto";
import type { SigningAlgorithmSpec } from "@aws-sdk/client-kms";
import { compactVerify } from "jose";
import { expect, test } from "vitest";
import { createKmsKeys } from "../../../local/kms/index.ts";
import { start } from "./support.ts";

const KeyId = "alias/proof";
const Message = Buffer.from("a message to be signed");
/** Making an RSA key takes a while, and no test changes it, so all share one. */
const KEY = createKmsKeys([{ spec: "RSA_2048", aliases: ["proof"] }]);

async function publicKeyOf(kms: Awaited<ReturnType<typeof start>>["kms"]) {
  const { PublicKey } = await kms.getPublicKey({ KeyId });
  return createPublicKey({ key: Buffer.from(PublicKey ?? []), format: "der", type: "spki" });
}

test("GetPublicKey returns the public key as DER, and its usage", async () => {
  const { kms } = await start(KEY);
  const answer = await kms.getPublicKey({ KeyId });
  expect(answer).toMatchObject({ KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" });
  expect(answer.SigningAlgorithms).toContain("RSASSA_PSS_SHA_256");
  const key = await publicKeyOf(kms);
  expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65537n });
});

const ALGORITHMS: [SigningAlgorithmSpec, string, object][] = (["256", "384", "512"] as const).flatMap((bits) => [
  [`RSASSA_PKCS1_V1_5_SHA_${bits}`, `sha${bits}`, { padding: constants.RSA_PKCS1_PADDING }],
  [
    `RSASSA_PSS_SHA_${bits}`,
    `sha${bits}`,
    { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
  ],
]);

test.each(ALGORITHMS)(
  "%s signs a message and its digest, and OpenSSL verifies both",
  async (SigningAlgorithm, hash, options) => {
    const { kms } = await start(KEY);
    const key = await publicKeyOf(kms);
    const digest = createHash(hash).update(Message).digest();
    const signatures = await Promise.all([
      kms.sign({ KeyId, Message, SigningAlgorithm }),
      kms.sign({ KeyId, Message, SigningAlgorithm, MessageType: "RAW" }),
      kms.sign({ KeyId, Message: digest, SigningAlgorithm, MessageType: "DIGEST" }),
    ]);
    for (const { Signature = new Uint8Array() } of signatures) {
      expect(Signature).toHaveLength(256);
      expect(verify(hash, Message, { key, ...options }, Signature)).toBe(true);
      expect(verify(hash, Buffer.from("another"), { key, ...options }, Signature)).toBe(false);
    }
  },
);

test("200 PSS signatures verify, whatever their salts", async () => {
  const { kms } = await start(KEY);
  const key = await publicKeyOf(kms);
  const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const signed = await Promise.all(
    Array.from({ length: 200 }, () => kms.sign({ KeyId, Message, SigningAlgorithm: "RSASSA_PSS_SHA_256" })),
  );
  const signatures = signed.map(({ Signature }) => Signature ?? new Uint8Array());
  expect(signatures.every((signature) => verify("sha256", Message, { key, ...options }, signature))).toBe(true);
  expect(new Set(signatures.map((signature) => Buffer.from(signature).toString("hex"))).size).toBe(200);
});

test("an RS256 JWT signed by KMS is verified by a JWT library", async () => {
  const { kms } = await start(KEY);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256" })}.${part({ sub: "u" })}`;
  const { Signature } = await kms.sign({
    KeyId,
    Message: Buffer.from(signed),
    SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256",
  });
  const token = `${signed}.${Buffer.from(Signature ?? []).toString("base64url")}`;
  expect((await compactVerify(token, await publicKeyOf(kms))).protectedHeader).toEqual({ alg: "RS256" });
});

test.each([
  ["a message of 4,097 bytes", { Message: Buffer.alloc(4097) }, "ValidationException"],
  ["a digest of another length", { Message: Buffer.alloc(31), MessageType: "DIGEST" }, "ValidationException"],
  ["an unknown type of message", { MessageType: "HASH" as "RAW" }, "ValidationException"],
  ["an unknown algorithm", { SigningAlgorithm: "RSA_MD5" as "RSASSA_PSS_SHA_256" }, "ValidationException"],
  ["an algorithm of another key spec", { SigningAlgorithm: "ECDSA_SHA_256" }, "InvalidKeyUsageException"],
] as const)("%s is refused", async (_name, wrong, name) => {
  const { kms } = await start(KEY);
  const right = { KeyId, Message, SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256" } as const;
  await expect(kms.sign({ ...right, ...wrong })).rejects.toMatchObject({ name });
});

test("GetPublicKey of a symmetric key is an UnsupportedOperationException", async () => {
  const { kms } = await start([{ spec: "HMAC_256", aliases: ["proof"] }]);
  await expect(kms.getPublicKey({ KeyId })).rejects.toMatchObject({ name: "UnsupportedOperationException" });
});
