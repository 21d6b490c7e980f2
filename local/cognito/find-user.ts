import type { PoolState, User } from "./pool.ts";

/** Names are told apart without regard to case, as in pools that Cognito makes today. */
export const normalized = (name: string) => name.toLowerCase();

/**
 * Finds a user by what people sign in with: user name, `sub`, e-mail address or number. Addresses and numbers are unique in
 * the pool and count whether verified or not, as in pools whose user names are addresses.
 */
export function findUser(state: PoolState, name: string): User | undefined {
  if (Object.hasOwn(state.users, name)) return state.users[name];
  const wanted = normalized(name);
  return Object.values(state.users).find(
    ({ username, attributes: { email, phone_number } }) =>
      normalized(username) === wanted || email?.toLowerCase() === wanted || phone_number === wanted,
  );
}
