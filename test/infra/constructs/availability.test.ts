import { expect, test } from "vitest";
import { MASKED_MESSAGE } from "../../../contract/errors.ts";
import { alarmsIn } from "./cloudwatch/alarms.ts";
import { evaluate, type Series } from "./cloudwatch/metric-math.ts";
import { dataOf, seriesOf } from "./cloudwatch/points.ts";
import { type Published, publishersOf } from "./cloudwatch/published.ts";
import { at, logEntry, times, trafficOf } from "./cloudwatch/traffic.ts";
import { templateOf, theOne } from "./synth.ts";
import { resolved } from "./template.ts";

/** The indicator of availability on the dashboard: the share of the API's requests that the service did not fail. */

type Source = [namespace: string, name: string, ...dimension: string[], options: { id: string; stat: string }];
interface Widget {
  properties: {
    title: string;
    metrics: [result: [{ expression: string }], ...sources: Source[]];
    annotations: { horizontal: { value: number }[] };
  };
}

const synthesised = await templateOf("prod");
const { template } = synthesised;
const publishers = await publishersOf(template);
const { answered, logged, thrown, aws } = publishers;
const { asked, failed, unreached } = trafficOf(publishers);

const body = resolved<{ DashboardBody: string }>(theOne(synthesised, "MonitoringDashboard").Properties, template);
const { widgets } = JSON.parse(body.DashboardBody) as { widgets: Widget[] };
const { metrics, annotations } = (
  widgets.find(({ properties }) => properties.title === "Availability, percent") as Widget
).properties;
const [[{ expression }], ...sources] = metrics;

/** What the graph shows for five minutes in which this was published. */
function shown(published: Published): number | undefined {
  const data = dataOf(at(0, published));
  const series: Record<string, Series> = {};
  for (const source of sources) {
    const { id, stat } = source.at(-1) as { id: string; stat: string };
    const [Namespace, MetricName, Name, Value] = source.slice(0, -1) as string[];
    const Dimensions = Name && Value ? [{ Name, Value }] : [];
    const metric = { Namespace: Namespace as string, MetricName: MetricName as string, Dimensions };
    series[id] = seriesOf(data, metric, stat, { end: 5, minutes: 5, count: 1 });
  }
  return evaluate(expression, series, [0])[0];
}

const fine = (count: number) => times(count, () => asked("EMAIL"));

test("F19 each request that the service itself failed lowers the availability", () => {
  expect(shown(fine(100))).toBe(100);
  expect(shown([...fine(99), ...answered(90, 500)])).toBe(99);
  expect(shown([...fine(99), ...answered(90), ...logged(logEntry(MASKED_MESSAGE))])).toBe(99);
  expect(shown([...fine(99), ...unreached()])).toBe(99);
  expect(shown([...fine(99), ...answered(90), ...thrown()])).toBe(99);
  expect(shown([...fine(96), ...answered(90, 500), ...times(2, unreached), ...answered(90), ...thrown()])).toBe(96);
});

test("F19 a message that the provider refuses and a mistake of the caller do not lower it, and without requests there is none", () => {
  const mistaken = [...answered(90), ...aws("AppSync", "4XXError", { GraphQLAPIId: "any" }, 1)];
  expect(shown([...fine(90), ...times(5, failed), ...times(5, () => mistaken)])).toBe(100);
  expect(shown([])).toBeUndefined();
});

test("F19 the objective is drawn beside it, and its alarm goes off where an hour uses up a fiftieth of 30 days' failures", () => {
  const [{ value = 0 } = {}] = annotations.horizontal;
  expect(value).toBe(99.9);
  const hours = 30 * 24;
  expect(alarmsIn(template).get("Availability")?.Threshold).toBeCloseTo(((100 - value) * hours) / 50, 10);
});
