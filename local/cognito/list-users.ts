import { invalidParameter } from "./errors.ts";
import { type Input, optionalNumber, optionalText } from "./input.ts";
import type { PoolState, User } from "./pool.ts";
import { describeUser } from "./users.ts";

const MAX_LIMIT = 60;
/** One comparison in Cognito's syntax: `email = "x"`, or `^=` for "starts with". */
const FILTER = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/;

/**
 * Lists a page of users, oldest first.
 *
 * @param input `Filter`, `Limit` (0 to 60) and `PaginationToken`
 * @throws WireError when one of them is malformed
 */
export function listUsers(state: PoolState, input: Input) {
  const limit = optionalNumber(input, "Limit") ?? MAX_LIMIT;
  if (!Number.isInteger(limit) || limit < 0 || limit > MAX_LIMIT)
    throw invalidParameter(`Limit must be 0 to ${MAX_LIMIT}`);
  const passes = filterOf(optionalText(input, "Filter"));
  const users = Object.values(state.users);
  const start = startOf(users, optionalText(input, "PaginationToken"));
  const found = users.slice(start).filter(passes);
  const page = found.slice(0, limit || MAX_LIMIT);
  return {
    Users: page.map((user) => {
      const { UserAttributes, ...rest } = describeUser(user);
      return { ...rest, Attributes: UserAttributes };
    }),
    ...(found.length > page.length && { PaginationToken: page.at(-1)?.sub }),
  };
}

/** The token is the `sub` of the last user on the page before. */
function startOf(users: User[], token: string | undefined): number {
  if (token === undefined) return 0;
  const last = users.findIndex(({ sub }) => sub === token);
  if (last < 0) throw invalidParameter("Invalid pagination token.");
  return last + 1;
}

function filterOf(filter: string | undefined): (user: User) => boolean {
  if (!filter) return () => true;
  const [, name, operator, quoted] = FILTER.exec(filter) ?? [];
  if (name === undefined || quoted === undefined) throw invalidParameter("Error while parsing filter.");
  const wanted = quoted.replace(/\\(.)/g, "$1");
  return (user) => {
    const value = fieldOf(user, name);
    return value !== undefined && (operator === "=" ? value === wanted : value.startsWith(wanted));
  };
}

function fieldOf(user: User, name: string): string | undefined {
  if (name === "username") return user.username;
  if (name === "sub") return user.sub;
  if (name === "cognito:user_status") return user.status;
  if (name === "status") return user.enabled ? "Enabled" : "Disabled";
  return Object.hasOwn(user.attributes, name) ? user.attributes[name] : undefined;
}
