import { randomBytes } from "node:crypto";
import { WireError } from "../wire/index.ts";
import { checkedAttributes, isEmail, isPhone } from "./attributes.ts";
import { notFound } from "./errors.ts";
import { findUser } from "./find-user.ts";
import { type Attribute, attributesOf, type Input, optionalFlag, optionalText, text } from "./input.ts";
import { listUsers } from "./list-users.ts";
import type { PoolState, User } from "./pool.ts";
import { revokeSessionsOf } from "./sessions.ts";
import { createUser, describeUser, setPassword } from "./users.ts";

interface AdministrationDeps {
  state: PoolState;
  clock: () => number;
  changed: () => void;
}

/** The operations by which backends with AWS credentials manage users. */
export function administrationOperations({ state, clock, changed }: AdministrationDeps) {
  function userOf(input: Input): User {
    const user = findUser(state, text(input, "Username"));
    if (!user) throw new WireError("UserNotFoundException", "User does not exist.");
    return user;
  }

  /** An operation that changes one user and has an empty answer. */
  const change = (apply: (user: User, input: Input) => void) => (input: Input) => {
    const user = userOf(input);
    apply(user, input);
    user.modifiedAt = clock();
    changed();
    return {};
  };

  function groupOf(input: Input): string {
    const group = text(input, "GroupName");
    if (!state.groups.includes(group)) throw notFound("Group not found.");
    return group;
  }

  return {
    /** Sends no message. Without a TemporaryPassword the user has a random password that nobody knows, until a backend sets one. */
    AdminCreateUser(input: Input) {
      const name = text(input, "Username");
      const attributes = attributesOf(input, "UserAttributes");
      const alias = aliasOf(state, name);
      const given = {
        username: alias ? undefined : name,
        attributes: alias ? [...attributes.filter(([attribute]) => attribute !== alias[0]), alias] : attributes,
        password: optionalText(input, "TemporaryPassword") ?? `${randomBytes(24).toString("base64url")}aA0!`,
        status: "FORCE_CHANGE_PASSWORD" as const,
      };
      if (findUser(state, name)) throw new WireError("UsernameExistsException", "User account already exists");
      const user = createUser(state, given, clock());
      changed();
      const { UserAttributes, ...rest } = describeUser(user);
      return { User: { ...rest, Attributes: UserAttributes } };
    },
    AdminGetUser: (input: Input) => describeUser(userOf(input)),
    ListUsers: (input: Input) => listUsers(state, input),
    AdminSetUserPassword: change((user, input) => {
      const status = optionalFlag(input, "Permanent") ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD";
      setPassword(state, user, text(input, "Password"), status, clock());
    }),
    AdminUpdateUserAttributes: change((user, input) => {
      user.attributes = checkedAttributes(state, user, attributesOf(input, "UserAttributes"));
    }),
    AdminAddUserToGroup: change((user, input) => {
      user.groups = [...new Set([...user.groups, groupOf(input)])];
    }),
    AdminRemoveUserFromGroup: change((user, input) => {
      const group = groupOf(input);
      user.groups = user.groups.filter((each) => each !== group);
    }),
    /** All on one page: the stand-in's pools have few groups. */
    AdminListGroupsForUser: (input: Input) => ({
      Groups: userOf(input).groups.map((GroupName) => ({ GroupName, UserPoolId: state.id })),
    }),
    AdminEnableUser: change((user) => {
      user.enabled = true;
    }),
    AdminDisableUser: change((user) => {
      user.enabled = false;
      revokeSessionsOf(state, user.sub);
    }),
    AdminUserGlobalSignOut: change((user) => revokeSessionsOf(state, user.sub)),
    AdminDeleteUser: change((user) => {
      revokeSessionsOf(state, user.sub);
      delete state.users[user.sub];
    }),
  };
}

/** The attribute that a new user's name also fills, when the name is an address or a number. */
function aliasOf({ settings: { signInAliases } }: PoolState, name: string): Attribute | undefined {
  if (signInAliases.email && isEmail(name)) return ["email", name];
  return signInAliases.phone && isPhone(name) ? ["phone_number", name] : undefined;
}
