import type { Counterexample } from "../explore.ts";
import type { LaneState } from "./state.ts";

/** Writes a counterexample for people: each step, and the person and the slots of lanes after it. */
export function shownLanes({ promise, trace }: Counterexample<LaneState>): string {
  const steps = trace.slice(1).map(({ label, state }, index) => `${index + 1}. ${label}\n     ${line(state)}`);
  return [`BROKEN: ${promise}`, `after ${steps.length} steps, which is the shortest way:`, "", ...steps].join("\n");
}

function line({ now, person, slots, operations }: LaneState): string {
  if (person === null) return `tick ${now}, no person; ${operations.length} under way`;
  const devices = person.devices.map(([id, { expiresAt, shortCodesFrom, cameBack }]) => {
    const waits = shortCodesFrom > now ? `, long codes until ${shortCodesFrom}` : "";
    return `device ${id} until ${expiresAt}${cameBack ? ", back" : ""}${waits}`;
  });
  const lanes = slots.map(([id, { guessesUsed, windowEndsAt }]) => `${id}: ${guessesUsed} until ${windowEndsAt}`);
  const { revision, window, lanesOpened, forgottenAt } = person;
  const forgotten = forgottenAt < 0 ? "" : `, forgotten at ${forgottenAt}`;
  return [
    `tick ${now}, revision ${revision}, window ${window} with ${lanesOpened} lanes${forgotten}`,
    devices.join("; ") || "no device",
    `guesses used ${lanes.join(", ") || "-"}`,
    `${operations.length} under way`,
  ].join("; ");
}
