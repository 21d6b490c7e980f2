const FREE_FAILURES = 5;
const MAX_LOCK_MILLISECONDS = 900_000;
const FORGET_MILLISECONDS = 900_000;

interface Failures {
  count: number;
  lockedUntil: number;
  lastAttempt: number;
}

/** Runs a check of a user's password, unless the user is locked. */
export type Attempt = (userId: string, check: () => boolean) => "RIGHT" | "WRONG" | "LOCKED";

/**
 * Cognito's lock against guessing: the fifth wrong password locks the user for a second, each further one for twice as long, up
 * to 15 minutes. Attempts while locked are not checked and do not lengthen the lock. A right password, or 15 minutes without an
 * attempt, resets the count. The check is synchronous, so parallel guesses are counted one by one.
 */
export function createLockout(clock: () => number): Attempt {
  /** By time of the last attempt, oldest first. */
  const failures = new Map<string, Failures>();

  function forgetIdle(now: number) {
    for (const [userId, { lastAttempt }] of failures) {
      if (now - lastAttempt < FORGET_MILLISECONDS) return;
      failures.delete(userId);
    }
  }

  return (userId, check) => {
    const now = clock();
    forgetIdle(now);
    const known = failures.get(userId) ?? { count: 0, lockedUntil: 0, lastAttempt: now };
    failures.delete(userId);
    if (now < known.lockedUntil) {
      failures.set(userId, { ...known, lastAttempt: now });
      return "LOCKED";
    }
    if (check()) return "RIGHT";
    const count = known.count + 1;
    const lock = count < FREE_FAILURES ? 0 : Math.min(2 ** (count - FREE_FAILURES) * 1000, MAX_LOCK_MILLISECONDS);
    failures.set(userId, { count, lockedUntil: now + lock, lastAttempt: now });
    return "WRONG";
  };
}
