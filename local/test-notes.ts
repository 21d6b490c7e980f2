import type { Settings } from "../settings/schema.ts";
import { endOfTestDay } from "../settings/test-days.ts";

/** Says whose codes are fixed, and until when; of those that have ended, how they are renewed. @param now milliseconds since the epoch */
export const testNotes = ({ testMode }: Settings, now: number): string[] =>
  testMode.destinations.map(({ destination, expires }) =>
    endOfTestDay(expires) * 1000 > now
      ? `Test mode: the code of ${destination} is fixed until ${expires}.`
      : `Test mode: the fixed code of ${destination} has ended on ${expires}, and codes are sent to it. testMode may name a later day.`,
  );
