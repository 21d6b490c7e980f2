import { type Context, util } from "@aws-appsync/utils";
import { invalidInput } from "./errors.ts";
import { settings } from "./settings.ts";

/** Who calls, and behind which wall. */
export interface Caller {
  kind: "user" | "operator" | "backend";
  tenant: string;
  /** A user's own; backends name one in each call. */
  subject: string | null;
  /** The claims of an ID token; those of an access token prove nothing of a destination. */
  claims: { email?: string; email_verified?: unknown; phone_number?: string; phone_number_verified?: unknown };
}

/** The tenant of those who sign in through the user pool. */
const POOL = "pool";
const OPERATORS = "admin";
const MAX_SUBJECT = 256;
/** Never with a `|`, which parts a tenant from the rest of a key. */
const TENANT = "^[A-Za-z0-9:._-]{1,128}\\z";

interface Identity {
  sub?: string;
  groups?: string[];
  claims?: Caller["claims"] & { token_use?: string };
  userArn?: string;
  cognitoIdentityId?: string;
}

/** Reads the caller out of `ctx.identity`. Whoever is neither a user of the pool nor an allow-listed role is `Unauthorized`. */
export function callerOf(ctx: Context): Caller {
  const identity = (ctx.identity ?? {}) as Identity;
  if (identity.sub) {
    const { sub, groups, claims } = identity;
    const operator = (groups ?? []).indexOf(OPERATORS) >= 0;
    const proven = claims?.token_use === "id" ? claims : {};
    return { kind: operator ? "operator" : "user", tenant: POOL, subject: sub, claims: proven };
  }
  const role = identity.cognitoIdentityId ? null : roleOf(identity.userArn ?? "");
  if (role === null || !Object.hasOwn(settings.backends, role)) util.unauthorized();
  return { kind: "backend", tenant: `role:${settings.backends[role as string]}`, subject: null, claims: {} };
}

/** `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
function roleOf(arn: string): string | null {
  const [kind, role, session] = (arn.split(":")[5] ?? "").split("/");
  return kind === "assumed-role" && role && session ? role : null;
}

/**
 * Whose code a call is about: a backend names somebody, a user is somebody. An operator may name anybody where
 * `operators` is true; anyone else who names another is `Unauthorized`.
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

/** An operator may name any tenant; for everybody else it is their own. */
export function tenantOf(caller: Caller, named: string | null | undefined): string {
  if (!isGiven(named) || named === caller.tenant) return caller.tenant;
  if (caller.kind !== "operator") util.unauthorized();
  if (!util.matches(TENANT, named as string)) invalidInput("tenant", "MALFORMED", "a tenant's name like role:shop");
  return named as string;
}

/** An empty text is one that was given: nobody is called so, and it must not mean everybody. */
export const isGiven = (value: string | null | undefined) => value !== null && value !== undefined;

function checked(subject: string): string {
  if (subject.length < 1 || subject.length > MAX_SUBJECT) {
    invalidInput("subject", "OUT_OF_RANGE", `1 to ${MAX_SUBJECT} characters`);
  }
  if (util.matches("[\\p{Cc}\\p{Cs}]", subject)) invalidInput("subject", "MALFORMED", "no control characters");
  return subject;
}
