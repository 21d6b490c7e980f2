import type { Json } from "./contracts.ts";
import { malformed } from "./errors.ts";
import { isTooDeep } from "./nesting.ts";

export interface GraphqlRequest {
  query: string;
  variables: { [key: string]: Json };
  operationName: string | null;
}

/**
 * Reads the body of a GraphQL request.
 *
 * @throws Refusal 400 `MalformedHttpRequestException` for any other body, and for one above the limits
 */
export function parseBody(body: Buffer, maxBytes: number): GraphqlRequest {
  checkSize(body, maxBytes);
  const parsed = parseJson(body);
  if (!isObject(parsed)) throw malformed("Request body is not a JSON object.");
  const { query, variables, operationName } = parsed;
  if (typeof query !== "string" || query.trim() === "") throw malformed("No query or empty query in request body.");
  if (!isAbsent(variables) && !isObject(variables)) throw malformed("The variables are not a JSON object.");
  if (!isAbsent(operationName) && typeof operationName !== "string")
    throw malformed("The operationName is not a string.");
  return { query, variables: variables ?? {}, operationName: operationName ?? null };
}

/** Checked before anything else, because a signature covers the whole body. @throws Refusal 400 `MalformedHttpRequestException` */
export function checkSize(body: Buffer, maxBytes: number): void {
  if (body.length > maxBytes) throw malformed(`Request body is larger than ${maxBytes} bytes.`);
}

function parseJson(body: Buffer): Json {
  let parsed: Json;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    throw malformed("Request body is not valid JSON.");
  }
  if (isTooDeep(parsed)) throw malformed("Request body is nested too deeply.");
  return parsed;
}

const isAbsent = (value: Json | undefined): value is null | undefined => value === null || value === undefined;
const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
