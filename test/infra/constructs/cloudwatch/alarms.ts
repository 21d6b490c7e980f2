import { API_KEY_EXPIRES_AT } from "../../../../infra/stage.ts";
import { nameOf } from "../synth.ts";
import { ofType, resolved, type Template } from "../template.ts";
import { type Evaluation, SPARE, type State, stateOf } from "./alarm-state.ts";
import { evaluate, type Series } from "./metric-math.ts";
import { type Data, type Metric, STEP_MINUTES, seriesOf } from "./points.ts";

interface MetricStat {
  Metric: Metric;
  /** Seconds. */
  Period: number;
  Stat: string;
}

/** The properties of an alarm in a template, whose references are resolved. */
export interface Alarm extends Evaluation, Partial<Metric> {
  AlarmName: string;
  AlarmDescription: string;
  AlarmActions: string[];
  OKActions: string[];
  ActionsEnabled?: boolean;
  Period?: number;
  Statistic?: string;
  ExtendedStatistic?: string;
  Metrics?: { Id: string; Expression?: string; MetricStat?: MetricStat; ReturnData?: boolean }[];
}

/**
 * The alarms of a template by their names in `infra/constructs/alarms.ts`.
 *
 * @param expiresAt when the API key expires, in epoch seconds. Default: long after the data of `statesOf`
 */
export const alarmsIn = (template: Template, expiresAt = 364 * 24 * 60 * 60): Map<string, Alarm> =>
  new Map(
    ofType(template, "AWS::CloudWatch::Alarm").map(([id, { Properties }]) => [
      nameOf(id).replace("Monitoring", ""),
      resolved<Alarm>(Properties, template, { [API_KEY_EXPIRES_AT]: `${expiresAt}` }),
    ]),
  );

/** The metrics that an alarm reads, by their ids in its expression; an alarm of one metric has no expression. */
function readBy(alarm: Alarm): { stats: Record<string, MetricStat>; expression: string } {
  const { Namespace, MetricName, Dimensions, Metrics = [] } = alarm;
  if (Namespace && MetricName) {
    const Stat = alarm.Statistic ?? alarm.ExtendedStatistic ?? "";
    const Metric = { Namespace, MetricName, ...(Dimensions && { Dimensions }) };
    return { stats: { metric: { Metric, Period: alarm.Period ?? 0, Stat } }, expression: "metric" };
  }
  const stats = Object.fromEntries(Metrics.flatMap(({ Id, MetricStat }) => (MetricStat ? [[Id, MetricStat]] : [])));
  const [{ Expression = "" } = {}, ...others] = Metrics.filter(({ ReturnData }) => ReturnData !== false);
  if (others.length > 0) throw new Error(`${alarm.AlarmName} has more than one result`);
  return { stats, expression: Expression };
}

export const metricsOf = (alarm: Alarm): Metric[] => Object.values(readBy(alarm).stats).map(({ Metric }) => Metric);

/**
 * Runs an alarm over data, from minute 0 on. It starts as OK, and is evaluated every five minutes over periods that end then.
 *
 * @returns its state at each evaluation
 * @throws Error when the metrics of its expression have different periods, which CloudWatch refuses
 */
export function statesOf(alarm: Alarm, data: Data, minutes: number): State[] {
  const { stats, expression } = readBy(alarm);
  const periods = new Set(Object.values(stats).map(({ Period }) => Period));
  const [seconds = 0] = periods;
  if (periods.size !== 1) throw new Error(`${alarm.AlarmName} mixes periods: ${[...periods]}`);
  const count = alarm.EvaluationPeriods + SPARE;
  const states: State[] = [];
  for (let end = STEP_MINUTES; end <= minutes; end += STEP_MINUTES) {
    const series: Record<string, Series> = {};
    for (const [id, { Metric, Stat }] of Object.entries(stats)) {
      series[id] = seriesOf(data, Metric, Stat, { end, minutes: seconds / 60, count });
    }
    const times = Array.from({ length: count }, (_, index) => (end - (count - index) * (seconds / 60)) * 60);
    states.push(stateOf(alarm, evaluate(expression, series, times), states.at(-1) ?? "OK"));
  }
  return states;
}
