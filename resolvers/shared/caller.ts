import { type Context, util } from "@aws-appsync/utils";
import { type ClientContext, clientTenant } from "../../contract/api-clients.ts";
import { LIMITS } from "../../contract/limits.ts";
import { OPERATORS_GROUP, POOL_TENANT, roleNameOf, roleTenant } from "../../contract/tenants.ts";
import { invalidInput } from "./errors.ts";
import { settings } from "./settings.ts";
import { isGiven } from "./validation.ts";

/** Who calls, and for which tenant. */
export interface Caller {
  kind: "user" | "operator" | "backend";
  tenant: string;
  /** The user's own; null for backends, which name one in each call. */
  subject: string | null;
  /** The claims of an ID token; empty for an access token, whose claims prove no destination. */
  claims: {
    token_use?: string;
    email?: string;
    email_verified?: unknown;
    phone_number?: string;
    phone_number_verified?: unknown;
  };
  /** Names the sign-in that the token comes from, also after refreshes (`origin_jti`). "" proves none: backends, and tokens without it. */
  session: string;
  /** The app client that the user's token was issued to; "" for backends. */
  client: string;
  /** When the user signed in, in epoch seconds (`auth_time`). 0 is before every sign-out: backends, and tokens without it. */
  authTime: number;
}

const MAX_SUBJECT = 256;
/** A tenant's name never holds a `|`, which separates it from the rest of a key. */
const TENANT = "^[A-Za-z0-9:._-]{1,128}\\z";

type Claims = Caller["claims"] & {
  aud?: string;
  client_id?: string;
  origin_jti?: unknown;
  auth_time?: unknown;
};

interface Identity {
  sub?: string;
  groups?: string[];
  claims?: Claims;
  userArn?: string;
  cognitoIdentityId?: string;
  /** What the authorizer says of an API client, whose signature it has checked. */
  resolverContext?: Partial<ClientContext>;
}

/**
 * Reads the caller from `ctx.identity`. Everybody but users of the pool, allow-listed roles and API clients is `Unauthorized`. A member of
 * the operators' group who signed in through another app client than theirs is a plain user: that session lives longer. Fields of `Query`
 * and `Mutation` begin here, so the size of what they answer is bounded here, too.
 */
export function callerOf(ctx: Context): Caller {
  checkSelection(ctx);
  const identity = (ctx.identity ?? {}) as Identity;
  if (identity.sub) {
    const { sub, groups } = identity;
    const claims = identity.claims ?? {};
    const client = clientOf(claims);
    const member = (groups ?? []).indexOf(OPERATORS_GROUP) >= 0;
    return {
      kind: member && client === ctx.env.OPERATORS_CLIENT_ID ? "operator" : "user",
      tenant: POOL_TENANT,
      subject: sub,
      claims: claims.token_use === "id" ? claims : {},
      client,
      session: typeof claims.origin_jti === "string" ? claims.origin_jti : "",
      authTime: typeof claims.auth_time === "number" ? claims.auth_time : 0,
    };
  }
  const { clientId } = identity.resolverContext ?? {};
  if (clientId) return backend(clientTenant(clientId));
  const role = identity.cognitoIdentityId ? null : roleOf(identity.userArn ?? "");
  if (role === null || !Object.hasOwn(settings.backends, role)) util.unauthorized();
  return backend(roleTenant(settings.backends[role as string] as string));
}

const backend = (tenant: string): Caller => ({
  kind: "backend",
  tenant,
  subject: null,
  claims: {},
  client: "",
  session: "",
  authTime: 0,
});

/** Ends a field of `Query` or `Mutation` of which too much is selected. Those that need no caller begin with it. */
export function checkSelection(ctx: Context): void {
  if (ctx.info.selectionSetList.length > LIMITS.selectedFields) {
    invalidInput("selection", "TOO_MANY_FIELDS", `at most ${LIMITS.selectedFields} fields`);
  }
}

/** Gives the operator who calls. Everybody else is `Unauthorized`. */
export function operatorOf(ctx: Context): Caller {
  const caller = callerOf(ctx);
  if (caller.kind !== "operator") util.unauthorized();
  return caller;
}

/** The app client that a token was issued to. ID tokens and access tokens name it by different claims. */
const clientOf = ({ token_use, aud, client_id }: Claims) => (token_use === "id" ? aud : client_id) ?? "";

/** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
function roleOf(arn: string): string | null {
  const [kind, role, session] = (arn.split(":")[5] ?? "").split("/");
  return kind === "assumed-role" && role && session ? role : null;
}

/**
 * Gives the subject of a call. A backend has to name one; a user is the subject. An operator may name anybody where
 * `operators` is true; anyone else who names somebody else is `Unauthorized`.
 */
export function subjectOf(caller: Caller, named: string | null | undefined, operators: boolean): string {
  if (caller.kind === "backend") {
    if (!isGiven(named)) invalidInput("subject", "REQUIRED", "backends must say whose code it is");
    return checked(named as string);
  }
  if (isGiven(named) && named !== caller.subject) {
    if (!operators || caller.kind !== "operator") util.unauthorized();
    return checked(named as string);
  }
  return caller.subject as string;
}

/** A user's `sub`, as Cognito makes it. */
const POOL_SUBJECT = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\z";

/** Ends the field for a subject that nobody of the pool can be, such as an e-mail address: finding nothing of it would say that all is well. */
export function checkSubject(caller: Caller, tenant: string, subject: string): void {
  if (subject !== caller.subject && tenant === POOL_TENANT && !util.matches(POOL_SUBJECT, subject)) {
    invalidInput("subject", "MALFORMED", "the sub of a user of the pool");
  }
}

/** Gives the tenant of a call: an operator may name any, everybody else acts in their own. */
export function tenantOf(caller: Caller, named: string | null | undefined): string {
  if (!isGiven(named) || named === caller.tenant) return caller.tenant;
  if (caller.kind !== "operator") util.unauthorized();
  if (!util.matches(TENANT, named as string)) invalidInput("tenant", "MALFORMED", "a tenant's name like role:shop");
  if (!isTenant(named as string))
    invalidInput("tenant", "UNKNOWN", "pool, role:<a tenant of the settings> or client:<an API client's id>");
  return named as string;
}

/** Whether there can be such a tenant: the settings name those of roles. Which API clients there are, only their table knows. */
function isTenant(name: string): boolean {
  const role = roleNameOf(name);
  if (role !== null) return Object.values(settings.backends).indexOf(role) >= 0;
  return name === POOL_TENANT || util.matches("^client:[0-9a-f]{16}\\z", name);
}

function checked(subject: string): string {
  if (subject.length < 1 || subject.length > MAX_SUBJECT) {
    invalidInput("subject", "OUT_OF_RANGE", `1 to ${MAX_SUBJECT} characters`);
  }
  if (!util.matches("^[^\\p{Cc}\\p{Cs}]*\\z", subject)) invalidInput("subject", "MALFORMED", "no control characters");
  return subject;
}
