import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { createKms, createKmsKeys, type NewKey } from "../../../local/kms/index.ts";
import { base64Of, start } from "./support.ts";

const Message = Buffer.from("m");
const mac = { KeyId: "alias/mac", Message, MacAlgorithm: "HMAC_SHA_256" } as const;
const sign = { KeyId: "alias/rsa", Message, SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256" } as const;
const RSA = createKmsKeys([{ spec: "RSA_2048", aliases: ["rsa"] }]);
const all = (): NewKey[] => [
  { spec: "HMAC_256", aliases: ["mac"] },
  { spec: "SYMMETRIC_DEFAULT", aliases: ["aes"] },
  ...RSA,
];

test("DescribeKey returns a key's spec, usage, algorithms and state", async () => {
  const { kms, keys } = await start(all(), { accountId: "123456789012" });
  const { KeyMetadata } = await kms.describeKey({ KeyId: "alias/mac" });
  expect(KeyMetadata).toMatchObject({
    AWSAccountId: "123456789012",
    KeyId: keys[0]?.id,
    Arn: `arn:aws:kms:us-east-1:123456789012:key/${keys[0]?.id}`,
    KeySpec: "HMAC_256",
    KeyUsage: "GENERATE_VERIFY_MAC",
    MacAlgorithms: ["HMAC_SHA_256"],
    Enabled: true,
    KeyState: "Enabled",
  });
  expect(Math.abs(Number(KeyMetadata?.CreationDate) - Date.now())).toBeLessThan(60_000);
  const aes = await kms.describeKey({ KeyId: "alias/aes" });
  expect(aes.KeyMetadata).toMatchObject({ KeyUsage: "ENCRYPT_DECRYPT", EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"] });
  const rsa = await kms.describeKey({ KeyId: "alias/rsa" });
  expect(rsa.KeyMetadata?.SigningAlgorithms).toHaveLength(6);
});

test("a key works only for its own usage: InvalidKeyUsageException names the key, the usage and the operation", async () => {
  const { kms } = await start(all());
  const wrong = { name: "InvalidKeyUsageException" };
  await expect(kms.generateMac({ ...mac, KeyId: "alias/aes" })).rejects.toMatchObject({
    ...wrong,
    message: expect.stringMatching(/ key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac\.$/),
  });
  await expect(kms.encrypt({ KeyId: "alias/rsa", Plaintext: Message })).rejects.toMatchObject(wrong);
  await expect(kms.generateDataKey({ KeyId: "alias/mac", KeySpec: "AES_256" })).rejects.toMatchObject(wrong);
  await expect(kms.sign({ ...sign, KeyId: "alias/mac" })).rejects.toMatchObject(wrong);
  await expect(kms.generateMac({ ...mac, MacAlgorithm: "HMAC_SHA_512" })).rejects.toMatchObject({
    ...wrong,
    message: "Algorithm HMAC_SHA_512 is incompatible with key spec HMAC_256.",
  });
});

test("a disabled key does nothing but describe itself, from the call after it was disabled", async () => {
  const { kms, keys } = await start(all());
  const { CiphertextBlob } = await kms.encrypt({ KeyId: "alias/aes", Plaintext: Message });
  for (const key of keys) key.enabled = false;
  const disabled = { name: "DisabledException", message: expect.stringMatching(/^arn:.* is disabled\.$/) };
  await expect(kms.generateMac(mac)).rejects.toMatchObject(disabled);
  await expect(kms.verifyMac({ ...mac, Mac: Buffer.alloc(32) })).rejects.toMatchObject(disabled);
  await expect(kms.encrypt({ KeyId: "alias/aes", Plaintext: Message })).rejects.toMatchObject(disabled);
  await expect(kms.decrypt({ CiphertextBlob })).rejects.toMatchObject(disabled);
  await expect(kms.sign(sign)).rejects.toMatchObject(disabled);
  await expect(kms.getPublicKey({ KeyId: "alias/rsa" })).rejects.toMatchObject(disabled);
  expect((await kms.describeKey({ KeyId: "alias/mac" })).KeyMetadata).toMatchObject({
    Enabled: false,
    KeyState: "Disabled",
  });
  for (const key of keys) key.enabled = true;
  expect((await kms.generateMac(mac)).Mac).toHaveLength(32);
});

test("S25 only callers that a key names may use it, and only for the operations that it allows them", async () => {
  const allow = [
    { accessKeyId: "AKIASEND", operations: ["GenerateMac"] },
    { accessKeyId: "AKIAADMIN", operations: ["GenerateMac", "DescribeKey"] },
  ];
  const { url, clientOf } = await start([{ spec: "HMAC_256", aliases: ["mac"], allow }]);
  const denied = (operation: string) => ({
    name: "AccessDeniedException",
    message: expect.stringContaining(`is not authorized to perform: kms:${operation} on resource: arn:aws:kms:`),
    $metadata: { httpStatusCode: 400 },
  });
  expect((await clientOf("AKIASEND").generateMac(mac)).Mac).toHaveLength(32);
  await expect(clientOf("AKIASEND").describeKey({ KeyId: "alias/mac" })).rejects.toMatchObject(denied("DescribeKey"));
  expect((await clientOf("AKIAADMIN").describeKey({ KeyId: "alias/mac" })).KeyMetadata).toBeDefined();
  await expect(clientOf("AKIAAPI").generateMac(mac)).rejects.toMatchObject(denied("GenerateMac"));
  const anonymous = await fetch(url, {
    method: "POST",
    headers: { "x-amz-target": "TrentService.GenerateMac" },
    body: JSON.stringify({ ...mac, Message: base64Of(Message) }),
  });
  expect(await anonymous.json()).toMatchObject({ __type: "AccessDeniedException" });
});

test("a caller who may not decrypt does not learn whether the key exists", async () => {
  const allow = [{ accessKeyId: "AKIAONE", operations: ["Encrypt", "Decrypt"] }];
  const { clientOf } = await start([{ spec: "SYMMETRIC_DEFAULT", aliases: ["aes"], allow }]);
  const { CiphertextBlob } = await clientOf("AKIAONE").encrypt({ KeyId: "alias/aes", Plaintext: Message });
  expect((await clientOf("AKIAONE").decrypt({ CiphertextBlob })).Plaintext).toHaveLength(1);
  await expect(clientOf("AKIATWO").decrypt({ CiphertextBlob })).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining("or you are not allowed to access."),
  });
});

test("S17 throttling, an unavailable key and a dropped connection come on request, to the named operation", async () => {
  const { kms, faults } = await start(all());
  faults.inject({ operation: "GenerateMac", errorType: "ThrottlingException", message: "Rate exceeded", times: 1 });
  faults.inject({ operation: "GenerateMac", errorType: "KeyUnavailableException", status: 500, times: 1, after: 1 });
  faults.inject({ operation: "GenerateMac", drop: true, times: 1, after: 2 });
  expect((await kms.encrypt({ KeyId: "alias/aes", Plaintext: Message })).CiphertextBlob).toBeDefined();
  await expect(kms.generateMac(mac)).rejects.toMatchObject({ name: "ThrottlingException", message: "Rate exceeded" });
  await expect(kms.generateMac(mac)).rejects.toMatchObject({
    name: "KeyUnavailableException",
    $metadata: { httpStatusCode: 500 },
  });
  await expect(kms.generateMac(mac)).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect((await kms.generateMac(mac)).Mac).toHaveLength(32);
});

test("pages of other origins cannot call", async () => {
  const { url } = await start(all());
  const preflight = await fetch(url, { method: "OPTIONS", headers: { origin: "https://evil.example" } });
  expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
});

const { privateKey: smallKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
test.each<[string, NewKey[], string]>([
  ["material that is not base64", [{ spec: "HMAC_256", id: "k", material: "%" }], "KMS key k (HMAC_256) must be"],
  ["no material", [{ spec: "HMAC_256", id: "k", material: "" }], "KMS key k (HMAC_256) must be"],
  [
    "an AES key of 16 bytes",
    [{ spec: "SYMMETRIC_DEFAULT", id: "k", material: base64Of(Buffer.alloc(16)) }],
    "32 bytes",
  ],
  ["RSA material that is not PEM", [{ spec: "RSA_2048", id: "k", material: "x" }], "an RSA private key of 2,048 bits"],
  [
    "a small RSA key",
    [{ spec: "RSA_2048", id: "k", material: smallKey.export({ type: "pkcs8", format: "pem" }).toString() }],
    "an RSA private key of 2,048 bits",
  ],
  ["a malformed id", [{ spec: "HMAC_256", id: "alias/k" }], "'alias/k' is not an id of a KMS key"],
  [
    "a second key with the same alias",
    [
      { spec: "HMAC_256", aliases: ["k"] },
      { spec: "HMAC_256", aliases: ["k"] },
    ],
    "two KMS keys have the name alias/k",
  ],
])("%s is refused at the start", (_name, wanted, words) => {
  expect(() => createKms(createKmsKeys(wanted))).toThrow(words);
});
