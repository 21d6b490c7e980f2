import { WireError } from "../wire/index.ts";
import { invalidParameter, notAuthorized } from "./errors.ts";
import { findUser } from "./find-user.ts";
import type { Attribute } from "./input.ts";
import type { ClientSettings, PoolState, User } from "./pool.ts";

/** The standard attributes of a pool, without `sub`. The stand-in has no custom attributes. */
const STANDARD = new Set([
  ...["address", "birthdate", "family_name", "gender", "given_name", "locale", "middle_name", "name", "nickname"],
  ...["picture", "preferred_username", "profile", "updated_at", "website", "zoneinfo"],
  ...["email", "email_verified", "phone_number", "phone_number_verified"],
]);
const VERIFIABLE = ["email", "phone_number"] as const;
const MAX_LENGTH = 2048;
const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+[1-9]\d{6,14}$/;

export const isEmail = (text: string) => EMAIL.test(text);
export const isPhone = (text: string) => PHONE.test(text);

/** The attributes of a user that the app client may read, without `sub`. */
export const readableAttributes = ({ attributes }: User, readable: readonly string[]) =>
  Object.entries(attributes).filter(([name]) => readable.includes(name));

/** @throws WireError when the app client may not write one of the attributes */
export function checkWritable({ writeAttributes }: ClientSettings, changes: Attribute[]): void {
  if (changes.some(([name]) => STANDARD.has(name) && !writeAttributes.includes(name))) {
    throw notAuthorized("A client attempted to write unauthorized attribute");
  }
}

/**
 * Applies changes to a user's attributes; "" removes one. A new address or number counts as not verified unless the changes
 * say so.
 *
 * @throws WireError for unknown attributes, malformed values, and an address or number of another user
 */
export function checkedAttributes(state: PoolState, user: User, changes: Attribute[]): Record<string, string> {
  const before = user.attributes;
  const after = { ...before };
  for (const [name, value] of changes) {
    checkAttribute(name, value);
    if (value === "") delete after[name];
    else after[name] = value;
  }
  for (const name of VERIFIABLE) {
    if (after[name] === before[name]) continue;
    const verified = changes.find(([changed]) => changed === `${name}_verified`)?.[1] ?? "false";
    if (after[name] === undefined) delete after[`${name}_verified`];
    else after[`${name}_verified`] = verified;
    checkUnique(state, user, name, after[name]);
  }
  return after;
}

function checkAttribute(name: string, value: string): void {
  if (name === "sub") throw invalidParameter("Cannot modify the non-mutable attribute sub");
  if (!STANDARD.has(name)) {
    throw invalidParameter(
      `Attributes did not conform to the schema: ${name}: Attribute does not exist in the schema.`,
    );
  }
  if (value === "") return;
  if (value.length > MAX_LENGTH) {
    throw invalidParameter(`Attributes did not conform to the schema: ${name}: String must be no longer than 2048`); // [?]
  }
  if (name === "email" && !isEmail(value)) throw invalidParameter("Invalid email address format.");
  if (name === "phone_number" && !isPhone(value)) throw invalidParameter("Invalid phone number format.");
  if (name.endsWith("_verified") && value !== "true" && value !== "false") {
    throw invalidParameter(`Attributes did not conform to the schema: ${name}: Attribute must be of type boolean`); // [?]
  }
}

function checkUnique(state: PoolState, user: User, name: string, value: string | undefined): void {
  const owner = value === undefined ? undefined : findUser(state, value);
  if (owner && owner.sub !== user.sub) {
    throw new WireError("AliasExistsException", `An account with the given ${name} already exists.`);
  }
}
