import { randomBytes } from "node:crypto";
import { notAuthorized } from "./errors.ts";
import type { Exchange } from "./srp.ts";

/** A step that a client must answer, and the user who signs in through it. */
export type Challenge =
  | { name: "PASSWORD_VERIFIER"; clientId: string; userId: string; exchange: Exchange }
  | { name: "NEW_PASSWORD_REQUIRED"; clientId: string; userId: string };

export interface Challenges {
  /** @returns the session that the client must send with its answer, in base64 */
  open(challenge: Challenge): string;
  /**
   * Ends a session, whether the answer is right or not.
   *
   * @throws WireError when the session does not exist, has expired, or belongs to another challenge or client
   */
  take<Name extends Challenge["name"]>(
    session: string,
    name: Name,
    clientId: string,
  ): Extract<Challenge, { name: Name }>;
}

const LIFE_MILLISECONDS = 180_000;
const MAX_OPEN = 10_000;

export function createChallenges(clock: () => number): Challenges {
  /** Oldest first, because all live equally long. */
  const pending = new Map<string, { challenge: Challenge; expiresAt: number }>();

  function makeRoom(now: number) {
    for (const [session, { expiresAt }] of pending) {
      if (now < expiresAt && pending.size < MAX_OPEN) return;
      pending.delete(session);
    }
  }

  return {
    open(challenge) {
      makeRoom(clock());
      const session = randomBytes(96).toString("base64");
      pending.set(session, { challenge, expiresAt: clock() + LIFE_MILLISECONDS });
      return session;
    },
    take(session, name, clientId) {
      const found = pending.get(session);
      pending.delete(session);
      const fits = found?.challenge.name === name && found.challenge.clientId === clientId;
      if (!fits) throw notAuthorized("Invalid session for the user."); // [?] for another client
      if (clock() >= found.expiresAt) throw notAuthorized("Invalid session for the user, session is expired.");
      return found.challenge as Extract<Challenge, { name: typeof name }>;
    },
  };
}
