import type { Series } from "./metric-math.ts";

/** A metric as a template names it. */
export interface Metric {
  Namespace: string;
  MetricName: string;
  Dimensions?: { Name: string; Value: string }[];
}

/** A value that a service or a function publishes. */
export interface Value {
  /** The metric's, by `keyOf`. */
  key: string;
  value: number;
}

/** A value with the minute at which it is published, since the start of the data. */
export type Point = Value & { minute: number };

/** Names a metric. Only with exactly the same dimensions two are one, as in CloudWatch. */
export const keyOf = (namespace: string, name: string, dimensions: Record<string, string>) =>
  JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);

/** Every period begins and ends at a multiple of this. */
export const STEP_MINUTES = 5;

/** Values by metric, and by step of five minutes. */
export type Data = Map<string, number[][]>;

export function dataOf(points: Point[]): Data {
  const data: Data = new Map();
  for (const { key, minute, value } of points) {
    const steps = data.get(key) ?? [];
    data.set(key, steps);
    const step = Math.floor(minute / STEP_MINUTES);
    steps[step] ??= [];
    steps[step].push(value);
  }
  return data;
}

const STATISTICS: Record<string, (values: number[]) => number> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  SampleCount: (values) => values.length,
  p99: (values) => values.toSorted((a, b) => a - b)[Math.ceil(0.99 * values.length) - 1] as number,
};

/**
 * Gives a statistic of a metric for each of the periods before `end`, the newest last.
 *
 * @param minutes length of a period
 */
export function seriesOf(
  data: Data,
  { Namespace, MetricName, Dimensions = [] }: Metric,
  statistic: string,
  { end, minutes, count }: { end: number; minutes: number; count: number },
): Series {
  const apply = STATISTICS[statistic];
  if (!apply) throw new Error(`unknown: ${statistic}`);
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  const steps = data.get(keyOf(Namespace, MetricName, dimensions)) ?? [];
  return Array.from({ length: count }, (_, index) => {
    const to = end - (count - 1 - index) * minutes;
    const values = steps.slice(Math.max(0, to - minutes) / STEP_MINUTES, Math.max(0, to) / STEP_MINUTES).flat();
    return values.length === 0 ? undefined : apply(values);
  });
}
