import { computed, signal } from "@preact/signals";
import { useMemo } from "preact/hooks";

/** The time of the service in epoch milliseconds, several times a second. */
export const now = signal(Date.now());

let behind = 0;
const tick = () => {
  now.value = Date.now() + behind;
};
setInterval(tick, 250);

/** What an answer takes on its way, and what is lost where moments are whole seconds, is no fault of the clock. */
const TOLERANCE_SECONDS = 2;

/** Corrects a device's clock that is wrong. @param moment what the service's shows now, in epoch milliseconds */
export function setServiceTime(moment: number): void {
  const ahead = Math.round((Date.now() - moment) / 1000);
  behind = Math.abs(ahead) > TOLERANCE_SECONDS ? -ahead * 1000 : 0;
  tick();
}

/** The whole seconds until a moment, never below 0; the component is drawn again when they change. @param moment ISO 8601 */
export function useSecondsUntil(moment: string | null): number {
  const until = moment === null ? 0 : Date.parse(moment);
  return useMemo(() => computed(() => Math.max(0, Math.ceil((until - now.value) / 1000))), [until]).value;
}

/** Whether a moment is over; the component is drawn again when it is. */
export function useIsPast(moment: string): boolean {
  const until = Date.parse(moment);
  return useMemo(() => computed(() => now.value >= until), [until]).value;
}

/** A duration as people read it on a clock: 4:05, or 1:00:00. */
export function clockText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? `${part}` : `${part}`.padStart(2, "0"))).join(":");
}
