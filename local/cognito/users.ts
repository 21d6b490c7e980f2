import { randomUUID } from "node:crypto";
import { WireError } from "../wire/index.ts";
import { checkedAttributes } from "./attributes.ts";
import { invalidParameter } from "./errors.ts";
import { findUser } from "./find-user.ts";
import type { Attribute } from "./input.ts";
import { checkPassword } from "./passwords.ts";
import { credentialFor, type PoolState, type User, type UserStatus } from "./pool.ts";

const MAX_NAME_LENGTH = 128;
const NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;

export interface NewUser {
  /** Default: the `sub`; then the user signs in with the e-mail address or number. */
  username?: string;
  email?: string;
  /** A number in E.164. */
  phone?: string;
  password: string;
  /** Groups that do not exist yet are created. */
  groups?: string[];
  /** Whether the address and number count as verified. Default: false. */
  verified?: boolean;
  /** Further standard attributes, such as `locale`. */
  attributes?: Record<string, string>;
}

/**
 * Adds a user who can sign in at once.
 *
 * @param now epoch milliseconds
 * @throws WireError when the password is too weak, an attribute is malformed, or a name, address or number is taken
 */
export function addUser(state: PoolState, user: NewUser, now = Date.now()): User {
  const { username, email, phone, password, groups = [], verified = false, attributes = {} } = user;
  const given: Attribute[] = Object.entries(attributes);
  if (email !== undefined) given.push(["email", email], ["email_verified", String(verified)]);
  if (phone !== undefined) given.push(["phone_number", phone], ["phone_number_verified", String(verified)]);
  const added = createUser(state, { username, attributes: given, password, status: "CONFIRMED" }, now);
  added.groups.push(...new Set(groups));
  state.groups.push(...added.groups.filter((group) => !state.groups.includes(group)));
  return added;
}

interface UserToCreate {
  username?: string | undefined;
  attributes: Attribute[];
  password: string;
  status: UserStatus;
}

/**
 * Adds a user to the pool.
 *
 * @returns the new user
 * @throws WireError when the password is too weak, an attribute is malformed, or a name, address or number is taken
 */
export function createUser(state: PoolState, given: UserToCreate, now: number): User {
  const sub = randomUUID();
  const username = given.username ?? sub;
  if (username.length > MAX_NAME_LENGTH || !NAME.test(username)) {
    throw invalidParameter("Username contains invalid characters or is too long."); // [?]
  }
  if (given.username && !state.settings.signInAliases.username) {
    throw invalidParameter("Username should be an email."); // [?] Cognito's wording for other aliases is not known.
  }
  if (findUser(state, username)) throw new WireError("UsernameExistsException", "User account already exists");
  checkPassword(given.password, state.settings.passwordPolicy);
  const user: User = {
    sub,
    username,
    attributes: {},
    groups: [],
    enabled: true,
    status: given.status,
    credential: credentialFor(state, sub, given.password),
    createdAt: now,
    modifiedAt: now,
  };
  user.attributes = checkedAttributes(state, user, given.attributes);
  state.users[sub] = user;
  return user;
}

/** @throws WireError when the password is too weak */
export function setPassword(state: PoolState, user: User, password: string, status: UserStatus, now: number): void {
  checkPassword(password, state.settings.passwordPolicy);
  user.credential = credentialFor(state, user.sub, password);
  user.status = status;
  user.modifiedAt = now;
}

const attributeList = ({ sub, attributes }: User) =>
  Object.entries({ sub, ...attributes }).map(([Name, Value]) => ({ Name, Value }));

/** Describes a user to backends. Times are in epoch seconds. */
export const describeUser = (user: User) => ({
  Username: user.username,
  UserAttributes: attributeList(user),
  UserCreateDate: user.createdAt / 1000,
  UserLastModifiedDate: user.modifiedAt / 1000,
  Enabled: user.enabled,
  UserStatus: user.status,
});
