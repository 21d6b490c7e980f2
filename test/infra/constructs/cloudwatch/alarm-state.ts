import type { Series } from "./metric-math.ts";

export type State = "OK" | "ALARM";

export interface Evaluation {
  Threshold: number;
  ComparisonOperator: string;
  /** N, and M of the last N. */
  EvaluationPeriods: number;
  DatapointsToAlarm?: number;
  TreatMissingData: string;
}

/** CloudWatch looks at somewhat more data points than it needs, so that late and missing ones matter less. */
export const SPARE = 2;

/**
 * Gives an alarm's state by "How alarm state is evaluated when data is missing" of CloudWatch's user guide, for the two ways to treat
 * missing data that the alarms use.
 *
 * @param series the last N + SPARE periods, the newest last
 * @param before the state until now
 */
export function stateOf(alarm: Evaluation, series: Series, before: State): State {
  const { Threshold, ComparisonOperator, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods } = alarm;
  if (ComparisonOperator !== "GreaterThanThreshold") throw new Error(`unknown: ${ComparisonOperator}`);
  const there = series.filter((value) => value !== undefined).slice(-EvaluationPeriods);
  const breaching = there.filter((value) => value > Threshold).length;
  if (breaching >= DatapointsToAlarm) return "ALARM";
  const isShort = there.length < EvaluationPeriods;
  if (alarm.TreatMissingData === "notBreaching") return "OK";
  if (alarm.TreatMissingData === "ignore") return isShort && breaching === there.length ? before : "OK";
  throw new Error(`unknown: ${alarm.TreatMissingData}`);
}
