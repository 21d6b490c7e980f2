import type { AuditEvent } from "../../contract/events.ts";
import type { SlotMetric } from "../../contract/metrics.ts";

/** Counts guesses, cancelled tokens, and the slots whose codes are long from now on. A repeat of a right guess is no second one. */
export function countsOf(events: AuditEvent[]): Record<SlotMetric, number> {
  const counts = { verified: 0, wrongGuesses: 0, cancelled: 0, longCodeSlots: 0 };
  for (const event of events) {
    if (event.type === "otp.verified" && !event.repeated) counts.verified += 1;
    if (event.type === "otp.rejected") counts.wrongGuesses += 1;
    if (event.type === "otp.rejected" && event.budgetSpent) counts.longCodeSlots += 1;
    if (event.type === "otp.canceled") counts.cancelled += 1;
  }
  return counts;
}
