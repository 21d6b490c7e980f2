/**
 * Gives a time as people read it: `2026-11-30 09:15 UTC`. Text from right to left would turn its parts around, so there it is isolated
 * (UAX #9).
 */
export function utcTime(seconds: number, direction: "ltr" | "rtl"): string {
  const time = `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return direction === "rtl" ? `\u2066${time}\u2069` : time;
}
