import { createDecipheriv, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { base64Of, start } from "./support.ts";

const KeyId = "alias/k";
const Plaintext = Buffer.from("a secret of somebody's");
const KEYS = [
  { spec: "SYMMETRIC_DEFAULT", aliases: ["k"] },
  { spec: "SYMMETRIC_DEFAULT", aliases: ["other"] },
] as const;
const keys = () => KEYS.map(({ spec, aliases }) => ({ spec, aliases: [...aliases] }));

test("Decrypt finds the key by itself and returns the plaintext", async () => {
  const { kms } = await start(keys());
  const { CiphertextBlob, KeyId: arn } = await kms.encrypt({ KeyId, Plaintext });
  const opened = await kms.decrypt({ CiphertextBlob });
  expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
  expect(opened).toMatchObject({ KeyId: arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" });
  expect(Buffer.from(CiphertextBlob ?? []).includes(Plaintext)).toBe(false);
});

test("two ciphertexts of the same plaintext differ", async () => {
  const { kms } = await start(keys());
  const blobs = await Promise.all([kms.encrypt({ KeyId, Plaintext }), kms.encrypt({ KeyId, Plaintext })]);
  expect(blobs[0].CiphertextBlob).not.toEqual(blobs[1].CiphertextBlob);
});

test("the encryption context must be the same, in any order; another one is InvalidCiphertextException", async () => {
  const { kms } = await start(keys());
  const { CiphertextBlob } = await kms.encrypt({
    KeyId,
    Plaintext,
    EncryptionContext: { subject: "u", factor: "totp" },
  });
  const open = (EncryptionContext?: Record<string, string>) => kms.decrypt({ CiphertextBlob, EncryptionContext });
  expect((await open({ factor: "totp", subject: "u" })).Plaintext).toHaveLength(Plaintext.length);
  const invalid = { name: "InvalidCiphertextException" };
  await expect(open()).rejects.toMatchObject(invalid);
  await expect(open({ subject: "v", factor: "totp" })).rejects.toMatchObject(invalid);
  await expect(open({ subject: "u" })).rejects.toMatchObject(invalid);
  await expect(open({ subject: "u", factor: "totp", more: "" })).rejects.toMatchObject(invalid);
});

test("every altered byte of a blob is refused", async () => {
  const { kms } = await start(keys());
  const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext });
  const blob = Buffer.from(CiphertextBlob ?? []);
  const outcomes = await Promise.all(
    Array.from(blob, (byte, at) => {
      const altered = Buffer.from(blob);
      altered[at] = byte ^ 1;
      return kms.decrypt({ CiphertextBlob: altered }).then(
        () => "opened",
        ({ name }) => name,
      );
    }),
  );
  expect(new Set(outcomes)).toEqual(new Set(["InvalidCiphertextException", "AccessDeniedException"]));
});

test.each([1, 2, 40, 66])("a blob of %i bytes is InvalidCiphertextException", async (length) => {
  const { kms } = await start(keys());
  const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: Buffer.from("x") });
  await expect(kms.decrypt({ CiphertextBlob: CiphertextBlob?.subarray(0, length) })).rejects.toMatchObject({
    name: "InvalidCiphertextException",
  });
});

test("a blob of a key that does not exist is AccessDeniedException, with KMS's wording", async () => {
  const [one, another] = await Promise.all([start(keys()), start(keys())]);
  const { CiphertextBlob } = await another.kms.encrypt({ KeyId, Plaintext });
  await expect(one.kms.decrypt({ CiphertextBlob })).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining("The ciphertext refers to a customer master key that does not exist"),
  });
});

test("naming another key than the blob's is IncorrectKeyException; naming the blob's key works", async () => {
  const { kms } = await start(keys());
  const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext });
  expect((await kms.decrypt({ CiphertextBlob, KeyId })).Plaintext).toBeDefined();
  await expect(kms.decrypt({ CiphertextBlob, KeyId: "alias/other" })).rejects.toMatchObject({
    name: "IncorrectKeyException",
  });
});

test("1 to 4,096 bytes can be encrypted", async () => {
  const { kms } = await start(keys());
  const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: Buffer.alloc(4096) });
  expect((await kms.decrypt({ CiphertextBlob })).Plaintext).toHaveLength(4096);
  const invalid = { name: "ValidationException" };
  await expect(kms.encrypt({ KeyId, Plaintext: Buffer.alloc(4097) })).rejects.toMatchObject(invalid);
  await expect(kms.encrypt({ KeyId, Plaintext: Buffer.alloc(0) })).rejects.toMatchObject(invalid);
});

test("an encryption context that is not a map of strings is refused", async () => {
  const { url } = await start(keys());
  for (const EncryptionContext of ["a", ["a"], { a: 1 }, { a: null }]) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "x-amz-target": "TrentService.Encrypt" },
      body: JSON.stringify({ KeyId, Plaintext: base64Of(Plaintext), EncryptionContext }),
    });
    expect(await answer.json()).toMatchObject({ __type: "SerializationException" });
  }
});

test("GenerateDataKey returns a key and its ciphertext under the same context", async () => {
  const { kms } = await start(keys());
  const EncryptionContext = { table: "Factors" };
  const made = await kms.generateDataKey({ KeyId, KeySpec: "AES_256", EncryptionContext });
  expect(made.Plaintext).toHaveLength(32);
  const opened = await kms.decrypt({ CiphertextBlob: made.CiphertextBlob, EncryptionContext });
  expect(opened.Plaintext).toEqual(made.Plaintext);
  expect((await kms.generateDataKey({ KeyId, KeySpec: "AES_128" })).Plaintext).toHaveLength(16);
  expect((await kms.generateDataKey({ KeyId, NumberOfBytes: 64 })).Plaintext).toHaveLength(64);
  expect(() => createDecipheriv("aes-256-gcm", made.Plaintext as Uint8Array, Buffer.alloc(12))).not.toThrow();
});

test.each([
  ["neither size", {}],
  ["both sizes", { KeySpec: "AES_256", NumberOfBytes: 32 }],
  ["no bytes", { NumberOfBytes: 0 }],
  ["1,025 bytes", { NumberOfBytes: 1025 }],
  ["an unknown spec", { KeySpec: "AES_512" as "AES_256" }],
] as const)("GenerateDataKey with %s is a ValidationException", async (_name, size) => {
  const { kms } = await start(keys());
  await expect(kms.generateDataKey({ KeyId, ...size })).rejects.toMatchObject({ name: "ValidationException" });
});

test("GenerateRandom returns as many random bytes as were asked for", async () => {
  const { kms } = await start([]);
  const [a, b] = await Promise.all([
    kms.generateRandom({ NumberOfBytes: 16 }),
    kms.generateRandom({ NumberOfBytes: 16 }),
  ]);
  expect(a.Plaintext).toHaveLength(16);
  expect(a.Plaintext).not.toEqual(b.Plaintext);
  await expect(kms.generateRandom({ NumberOfBytes: 1025 })).rejects.toMatchObject({ name: "ValidationException" });
  await expect(kms.generateRandom({})).rejects.toMatchObject({ name: "ValidationException" });
});

test("a key may be given its id", async () => {
  const id = `mrk-${randomUUID().replaceAll("-", "")}`;
  const { kms } = await start([{ spec: "SYMMETRIC_DEFAULT", id }]);
  const { CiphertextBlob } = await kms.encrypt({ KeyId: id, Plaintext });
  expect((await kms.decrypt({ CiphertextBlob })).KeyId).toMatch(new RegExp(`:key/${id}$`));
});
