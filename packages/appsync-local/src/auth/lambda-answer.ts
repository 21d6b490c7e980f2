import { Unauthenticated } from "./refusal.ts";

/** The answer of a Lambda authorizer, checked. */
export interface AuthorizerAnswer {
  isAuthorized: boolean;
  resolverContext: { [key: string]: string };
  /** `Type.field` */
  deniedFields: Set<string>;
  /** `ttlOverride`; undefined means the API's own. */
  ttlSeconds: number | undefined;
}

const MAX_TTL_SECONDS = 3_600;
const SHORT_FIELD = /^\w+\.\w+$/;
const FIELD_ARN = /^arn:aws[\w-]*:appsync:[\w-]*:\d*:apis\/([\w-]+)\/types\/(\w+)\/fields\/(\w+)$/;

/**
 * Reads what a Lambda authorizer answered. Nothing is guessed: an answer with one wrong part is refused.
 *
 * @param apiId denied fields that are ARNs of other APIs are ignored
 * @throws Unauthenticated that names the wrong part
 */
export function readAnswer(answer: unknown, apiId: string): AuthorizerAnswer {
  if (!isObject(answer)) throw wrong("an object");
  const { isAuthorized, resolverContext, deniedFields, ttlOverride } = answer;
  if (typeof isAuthorized !== "boolean") throw wrong("isAuthorized as true or false");
  return {
    isAuthorized,
    resolverContext: readContext(resolverContext ?? {}),
    deniedFields: readDenied(deniedFields ?? [], apiId),
    ttlSeconds: readTtl(ttlOverride ?? undefined),
  };
}

/** Values become strings, as resolvers see them; nulls are left out [?]. */
function readContext(context: unknown): { [key: string]: string } {
  if (!isObject(context)) throw wrong("resolverContext as an object");
  const flat: { [key: string]: string } = {};
  for (const [key, value] of Object.entries(context)) {
    if (value === null || value === undefined) continue;
    if (typeof value === "object") throw wrong(`resolverContext without nesting, but ${JSON.stringify(key)} is nested`);
    flat[key] = String(value);
  }
  return flat;
}

function readDenied(denied: unknown, apiId: string): Set<string> {
  if (!Array.isArray(denied)) throw wrong("deniedFields as a list");
  const fields = new Set<string>();
  for (const entry of denied) {
    const field = readField(entry);
    if (field.api === undefined || field.api === apiId) fields.add(field.name);
  }
  return fields;
}

function readField(entry: unknown): { api?: string; name: string } {
  const text = typeof entry === "string" ? entry : "";
  if (SHORT_FIELD.test(text)) return { name: text };
  const [, api, type, field] = FIELD_ARN.exec(text) ?? [];
  if (api !== undefined) return { api, name: `${type}.${field}` };
  throw wrong(`deniedFields as Type.field or ARNs of fields, and ${JSON.stringify(entry)} is neither`);
}

function readTtl(ttl: unknown): number | undefined {
  if (ttl === undefined) return undefined;
  if (typeof ttl !== "number" || !(ttl >= 0)) throw wrong("ttlOverride as a number of seconds");
  return Math.min(ttl, MAX_TTL_SECONDS);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const wrong = (expected: string) => new Unauthenticated(`the authorizer has to answer ${expected}`);
