import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import type { DynamoDbDataSource } from "../../description.ts";

/** Makes the headers of one signed call; `target` is the value of `x-amz-target`. */
export type Sign = (target: string, body: string) => Record<string, string>;

const CONTENT_TYPE = "application/x-amz-json-1.0";

/**
 * Signature Version 4 for the one form that DynamoDB's calls have: POST `/` with the same few headers. The general signer
 * (auth/sigv4.ts) makes the same signatures, but at 75 microseconds a call it would double what a call of a local engine
 * costs; this takes five.
 *
 * @param host name and port, as the `host` header has it
 * @param clock milliseconds since the epoch
 */
export function createSigner(host: string, { region, credentials }: DynamoDbDataSource, clock: () => number): Sign {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const token = sessionToken === undefined ? "" : `x-amz-security-token:${sessionToken}\n`;
  const names = `content-type;host;x-amz-date;${token && "x-amz-security-token;"}x-amz-target`;
  let day = "";
  let key: KeyObject;

  function keyOf(today: string): KeyObject {
    if (today === day) return key;
    day = today;
    const start = createSecretKey(`AWS4${secretAccessKey}`, "utf8");
    key = [day, region, "dynamodb", "aws4_request"].reduce((parent, part) => createSecretKey(mac(parent, part)), start);
    return key;
  }

  return (target, body) => {
    const date = `${new Date(clock()).toISOString().replaceAll("-", "").replaceAll(":", "").slice(0, 15)}Z`;
    const today = date.slice(0, 8);
    const scope = `${today}/${region}/dynamodb/aws4_request`;
    const lines = `content-type:${CONTENT_TYPE}\nhost:${host}\nx-amz-date:${date}\n${token}x-amz-target:${target}\n`;
    const canonical = `POST\n/\n\n${lines}\n${names}\n${hash("sha256", body)}`;
    const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash("sha256", canonical)}`;
    const signature = mac(keyOf(today), text).toString("hex");
    const headers: Record<string, string> = {
      host,
      "content-type": CONTENT_TYPE,
      "x-amz-date": date,
      "x-amz-target": target,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    };
    if (sessionToken !== undefined) headers["x-amz-security-token"] = sessionToken;
    return headers;
  };
}

const mac = (key: KeyObject, text: string): Buffer => createHmac("sha256", key).update(text).digest();
