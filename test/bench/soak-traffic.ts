import type { Codes } from "../crash/codes.ts";
import type { SoakClient } from "./soak-client.ts";
import { LIVES, type Life, newSomebody } from "./soak-lives.ts";

/** Many lives at once: each connection runs one after the other. */
export interface Traffic {
  /** Begins no further calls. */
  halt(): void;
  /** Resolves when the calls under way have ended. Rejects with the Error of a call that was not answered. */
  ended: Promise<unknown>;
}

/** One second more than the shortest cooldown. */
const COOLDOWN_MILLISECONDS = 11_000;

export function startTraffic(client: SoakClient, codes: Codes, workers: number): Traffic {
  /** Lives that wait for their cooldown, in order of time. */
  const parked: { at: number; rest: () => Promise<void> }[] = [];
  let going = true;
  const later = (rest: () => Promise<void>) => {
    parked.push({ at: Date.now() + COOLDOWN_MILLISECONDS, rest });
  };

  async function work(): Promise<void> {
    while (going) {
      const due = parked[0] && parked[0].at <= Date.now() ? parked.shift() : undefined;
      await (due ? due.rest() : drawLife()(newSomebody(client, codes, later)));
    }
  }

  const halt = () => {
    going = false;
  };
  return { halt, ended: Promise.all(Array.from({ length: workers }, work)).finally(halt) };
}

function drawLife(): Life {
  let left = Math.random() * LIVES.reduce((sum, { share }) => sum + share, 0);
  const drawn = LIVES.find(({ share }) => {
    left -= share;
    return left < 0;
  });
  return (drawn ?? (LIVES[0] as (typeof LIVES)[number])).life;
}
