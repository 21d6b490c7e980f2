import { expect, test } from "vitest";
import { parseSignature, signRequest } from "../../src/auth/sigv4.ts";

const date = new Date("2026-01-02T03:04:05.678Z");
const credentials = { accessKeyId: "AKIALOCALEXAMPLE", secretAccessKey: "local/secret/example" };
const url = new URL("http://127.0.0.1:4566/");
const headers = { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "TrentService.GenerateMac" };
const request = { method: "POST", url, headers, body: "{}" };

test("a signed request has the given headers in lower case, its host and the signature's", async () => {
  const signed = await signRequest(request, { region: "eu-central-1", service: "kms", credentials, date });
  expect(signed).toEqual({
    host: "127.0.0.1:4566",
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "TrentService.GenerateMac",
    "x-amz-date": "20260102T030405Z",
    "x-amz-content-sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    authorization: expect.stringContaining(
      "AWS4-HMAC-SHA256 Credential=AKIALOCALEXAMPLE/20260102/eu-central-1/kms/aws4_request",
    ),
  });
  expect(parseSignature(signed.authorization as string)?.signedHeaders).toEqual([
    "content-type",
    "host",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-target",
  ]);
});

test("a session token is sent and signed", async () => {
  const session = { ...credentials, sessionToken: "session" };
  const signed = await signRequest(request, { region: "eu-central-1", service: "kms", credentials: session, date });
  expect(signed["x-amz-security-token"]).toBe("session");
  expect(parseSignature(signed.authorization as string)?.signedHeaders).toContain("x-amz-security-token");
});

test("what was to be signed is left as it was", async () => {
  const before = structuredClone(headers);
  await signRequest(request, { region: "eu-central-1", service: "kms", credentials, date });
  expect(headers).toEqual(before);
});
