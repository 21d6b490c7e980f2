import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";

/**
 * The lower bound for the two operations: a server that makes the same calls in the same order as `requestOtp` and `verifyOtp`,
 * with items of the same size, but without signatures, GraphQL, resolvers and functions. KMS and SES answer at once, from here.
 *
 * Arguments: the engine's URL, and the table that holds the items.
 */

const [engineUrl = "", table = ""] = process.argv.slice(2);
const ENGINE = {
  "content-type": "application/x-amz-json-1.0",
  "x-amz-date": "20260101T000000Z",
  authorization:
    "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
};
const engine = new Pool(engineUrl, { connections: 50 });

async function post(pool: Pool, headers: Record<string, string>, body: string): Promise<void> {
  const answer = await pool.request({ method: "POST", path: "/", headers, body });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(text);
}

const ask = (operation: string, body: object) =>
  post(engine, { ...ENGINE, "x-amz-target": `DynamoDB_20120810.${operation}` }, JSON.stringify(body));

const text = (value: string) => ({ S: value });
const number = (value: number) => ({ N: String(value) });
const keyOf = (pk: string, sk: string) => ({ pk: text(pk), sk: text(sk) });

/** An item with as many attributes as a slot, of the same sizes. */
const SLOT = {
  ...Object.fromEntries(["codeMac", "lastGuessMac", "fingerprint"].map((name) => [name, text("m".repeat(44))])),
  ...Object.fromEntries(["id", "destination", "activeShard"].map((name) => [name, text("x".repeat(30))])),
  ...Object.fromEntries(
    ["status", "channel", "alphabet", "requestedAlphabet", "lastRequestKey"].map((name) => [name, text("SENDING")]),
  ),
  ...Object.fromEntries(
    [
      ...["version", "revision", "attempts", "maxAttempts", "guessesUsed", "guessCost", "windowEndsAt", "createdAt"],
      ...["expiresAt", "sentAt", "sends", "resendAfter", "guessedAt", "requestedLength"],
    ].map((name) => [name, number(1_800_000_000)]),
  ),
  live: { BOOL: true },
  transaction: { NULL: true },
  repeatedGuessMacs: { L: [] },
};

function writing(Key: object, attributes: object, ConditionExpression?: string) {
  const names = Object.keys(attributes);
  return {
    TableName: table,
    Key,
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(Object.entries(attributes).map(([name, of]) => [`:${name}`, of])),
    ...(ConditionExpression && { ConditionExpression }),
  };
}

let asked = 0;

async function requestOtp(): Promise<void> {
  asked += 1;
  const pk = `${process.pid}-${asked}`;
  const [slot, subject, destination] = [keyOf(pk, "login"), keyOf(pk, "day"), keyOf(pk, "to")];
  await ask("BatchGetItem", {
    RequestItems: { [table]: { Keys: [slot, subject, destination], ConsistentRead: true } },
  });
  const counting = (key: object) => ({
    Update: writing(key, { ttl: number(1), total: number(1) }, "attribute_not_exists(pk)"),
  });
  await ask("TransactWriteItems", {
    TransactItems: [
      { Update: writing(slot, SLOT, "attribute_not_exists(pk)") },
      counting(subject),
      counting(destination),
    ],
  });
  await standIn("{}");
  await standIn("{}");
  await standIn("x".repeat(3_000));
  await ask("UpdateItem", { ...writing(slot, { mac: text("m"), status: text("SENT") }), ReturnValues: "ALL_NEW" });
}

async function verifyOtp(): Promise<void> {
  await standIn("{}");
  await ask("UpdateItem", {
    ...writing(keyOf("checked", "login"), { ...SLOT, attempts: number(1) }),
    ReturnValues: "ALL_NEW",
  });
}

/** Stands in for KMS and SES. */
const answering = createServer((request, response) => request.resume().on("end", () => response.end("{}")));
await new Promise<void>((resolve) => answering.listen(0, "127.0.0.1", resolve));
const answers = new Pool(`http://127.0.0.1:${(answering.address() as AddressInfo).port}`, { connections: 50 });
const standIn = (body: string) => post(answers, { "content-type": "application/json" }, body);

const server = createServer((request, response) => {
  const path = request.url === "/requestOtp" ? requestOtp : verifyOtp;
  request.resume().on("end", () => {
    path().then(
      () => response.end("done"),
      (error: Error) => response.end(error.message),
    );
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("disconnect", () => process.exit());
