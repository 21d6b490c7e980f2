import { randomBytes } from "node:crypto";

/** DynamoDB's request ids are 52 of these. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/** A message of DynamoDB's as AppSync hands it on: with the service, the status and the request's id behind it. */
export function withServiceText(message: string, status: number, requestId = newRequestId()): string {
  return `${message} (Service: DynamoDb, Status Code: ${status}, Request ID: ${requestId})`;
}

const newRequestId = () => Array.from(randomBytes(52), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
