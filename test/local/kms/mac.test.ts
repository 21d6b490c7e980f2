import { createHash } from "node:crypto";
import { signRequest } from "appsync-local/sigv4";
import { describe, expect, test } from "vitest";
import { base64Of, hex, hexOf, start } from "./support.ts";

const HMAC = { MacAlgorithm: "HMAC_SHA_256" } as const;

/** RFC 4231, section 4: key, data, HMAC-SHA-256. Case 5 tests truncation, which KMS does not offer. */
const VECTORS = [
  [
    1,
    "0b".repeat(20),
    hexOf(Buffer.from("Hi There")),
    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
  ],
  [
    2,
    hexOf(Buffer.from("Jefe")),
    hexOf(Buffer.from("what do ya want for nothing?")),
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  ],
  [3, "aa".repeat(20), "dd".repeat(50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"],
  [
    4,
    "0102030405060708090a0b0c0d0e0f10111213141516171819",
    "cd".repeat(50),
    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
  ],
  [
    6,
    "aa".repeat(131),
    hexOf(Buffer.from("Test Using Larger Than Block-Size Key - Hash Key First")),
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  ],
  [
    7,
    "aa".repeat(131),
    hexOf(
      Buffer.from(
        "This is a test using a larger than block-size key and a larger than block-size data. " +
          "The key needs to be hashed before being used by the HMAC algorithm.",
      ),
    ),
    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
  ],
] as const;

test.each(VECTORS)("RFC 4231, case %i: GenerateMac under an imported key", async (_case, key, data, mac) => {
  const { kms } = await start([{ spec: "HMAC_256", aliases: ["k"], material: base64Of(hex(key)) }]);
  const answer = await kms.generateMac({ KeyId: "alias/k", Message: hex(data), ...HMAC });
  expect(hexOf(answer.Mac)).toBe(mac);
  expect(answer.MacAlgorithm).toBe("HMAC_SHA_256");
  expect((await kms.verifyMac({ KeyId: "alias/k", Message: hex(data), Mac: hex(mac), ...HMAC })).MacValid).toBe(true);
});

test("a key is found by its id, ARN, alias and the ARN of an alias; the answer names its ARN", async () => {
  const { kms, keys } = await start([{ spec: "HMAC_256", aliases: ["a", "b"] }], {
    region: "eu-west-1",
    accountId: "123456789012",
  });
  const prefix = "arn:aws:kms:eu-west-1:123456789012";
  const arn = `${prefix}:key/${keys[0]?.id}`;
  const macs = new Set();
  for (const KeyId of [keys[0]?.id, arn, "alias/a", "alias/b", `${prefix}:alias/b`]) {
    const answer = await kms.generateMac({ KeyId, Message: Buffer.from("m"), ...HMAC });
    expect(answer.KeyId).toBe(arn);
    macs.add(hexOf(answer.Mac));
  }
  expect(macs.size).toBe(1);
});

test.each([
  ["alias/none", "Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found."],
  [
    "arn:aws:kms:us-east-1:000000000000:alias/none",
    "Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found.",
  ],
  [
    "00000000-0000-0000-0000-000000000000",
    "Key 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000' does not exist",
  ],
  ["k", "Invalid keyId 'k'"],
  ["constructor", "Invalid keyId 'constructor'"],
])("%s names no key: NotFoundException", async (KeyId, message) => {
  const { kms } = await start([{ spec: "HMAC_256", aliases: ["k"] }]);
  await expect(kms.generateMac({ KeyId, Message: Buffer.from("m"), ...HMAC })).rejects.toMatchObject({
    name: "NotFoundException",
    message,
  });
});

test("a MAC of another message, key or length is KMSInvalidMacException", async () => {
  const { kms } = await start([
    { spec: "HMAC_256", aliases: ["a"] },
    { spec: "HMAC_256", aliases: ["b"] },
  ]);
  const Message = Buffer.from("m");
  const { Mac } = await kms.generateMac({ KeyId: "alias/a", Message, ...HMAC });
  const invalid = { name: "KMSInvalidMacException" };
  const verify = (KeyId: string, message: Buffer, mac = Mac) =>
    kms.verifyMac({ KeyId, Message: message, Mac: mac, ...HMAC });
  await expect(verify("alias/a", Buffer.from("n"))).rejects.toMatchObject(invalid);
  await expect(verify("alias/b", Message)).rejects.toMatchObject(invalid);
  await expect(verify("alias/a", Message, Mac?.subarray(1))).rejects.toMatchObject(invalid);
});

test("generated keys differ from each other, and survive as plain JSON", async () => {
  const first = await start([{ spec: "HMAC_256", aliases: ["a"] }]);
  const { keys } = await start([{ spec: "HMAC_256", aliases: ["a"] }]);
  expect(first.keys[0]?.material).not.toBe(keys[0]?.material);
  expect(Buffer.from(keys[0]?.material ?? "", "base64")).toHaveLength(32);
  const again = await start(JSON.parse(JSON.stringify(first.keys)));
  const call = { KeyId: "alias/a", Message: Buffer.from("m"), ...HMAC };
  expect(await again.kms.generateMac(call)).toMatchObject({ Mac: (await first.kms.generateMac(call)).Mac });
});

describe("when AppSync's HTTP data source calls,", () => {
  const credentials = { accessKeyId: "AKIAAPI", secretAccessKey: "secret" };

  async function post(url: string, body: string) {
    const sending = {
      method: "POST",
      url: new URL("/", url),
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "TrentService.GenerateMac" },
      body,
    };
    const headers = await signRequest(sending, { region: "us-east-1", service: "kms", credentials, date: new Date() });
    return fetch(url, { method: "POST", headers, body });
  }

  test("GenerateMac answers a signed POST with 200 and a MAC of 44 characters", async () => {
    const allow = [{ accessKeyId: "AKIAAPI", operations: ["GenerateMac"] }];
    const { url } = await start([{ spec: "HMAC_256", aliases: ["check"], allow }]);
    const body = { KeyId: "alias/check", Message: base64Of(Buffer.from("m")), ...HMAC };
    const answer = await post(url, JSON.stringify(body));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/x-amz-json-1.1");
    expect(await answer.json()).toMatchObject({ Mac: expect.stringMatching(/^.{43}=$/), MacAlgorithm: "HMAC_SHA_256" });
  });

  const message = base64Of(Buffer.from("m"));
  const digest = createHash("sha256").update("m").digest("hex");
  test.each([
    ["a message that is not base64", { Message: "%%%" }, "'message' is not valid base64."],
    ["a message in hex", { Message: `${digest}0` }, "'message' is not valid base64."],
    [
      "an empty message",
      { Message: "" },
      "Value at 'message' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "4,097 bytes",
      { Message: base64Of(Buffer.alloc(4097)) },
      "Value at 'message' failed to satisfy constraint: Member must have length less than or equal to 4096",
    ],
    [
      "no message",
      { Message: undefined },
      "Value null at 'message' failed to satisfy constraint: Member must not be null",
    ],
    ["no key", { KeyId: null }, "Value null at 'keyId' failed to satisfy constraint: Member must not be null"],
    ["no algorithm", { MacAlgorithm: undefined }, "Value null at 'macAlgorithm'"],
    [
      "an unknown algorithm",
      { MacAlgorithm: "MD5" },
      "Value 'MD5' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [HMAC_SHA_224, HMAC_SHA_256",
    ],
  ])("%s is a ValidationException", async (_name, wrong, words) => {
    const { url } = await start([{ spec: "HMAC_256", aliases: ["k"] }]);
    const answer = await post(url, JSON.stringify({ KeyId: "alias/k", Message: message, ...HMAC, ...wrong }));
    expect(answer.status).toBe(400);
    const error = (await answer.json()) as { __type: string; message: string };
    expect(error.__type).toBe("ValidationException");
    expect(error.message).toContain(words);
  });

  test("a field of another JSON type is a SerializationException", async () => {
    const { url } = await start([{ spec: "HMAC_256", aliases: ["k"] }]);
    const answer = await post(url, JSON.stringify({ KeyId: "alias/k", Message: 1, ...HMAC }));
    expect(await answer.json()).toMatchObject({ __type: "SerializationException" });
  });

  test("a message may have 4,096 bytes", async () => {
    const { kms } = await start([{ spec: "HMAC_256", aliases: ["k"] }]);
    const { Mac } = await kms.generateMac({ KeyId: "alias/k", Message: Buffer.alloc(4096), ...HMAC });
    expect(Mac).toHaveLength(32);
  });
});
