import type { PoolState, User } from "./pool.ts";

/** Names are compared without regard to case, which is Cognito's default for new pools. */
export const normalized = (name: string) => name.toLowerCase();

/**
 * Finds a user by `sub`, user name, or another of the pool's sign-in aliases. Addresses and numbers that are aliases are unique
 * in the pool and count whether verified or not, as in pools whose user names are addresses.
 */
export function findUser(state: PoolState, name: string): User | undefined {
  if (Object.hasOwn(state.users, name)) return state.users[name];
  const wanted = normalized(name);
  const aliases = state.settings.signInAliases;
  return Object.values(state.users).find(
    ({ username, attributes: { email, phone_number } }) =>
      normalized(username) === wanted ||
      (aliases.email && email?.toLowerCase() === wanted) ||
      (aliases.phone && phone_number === wanted),
  );
}
