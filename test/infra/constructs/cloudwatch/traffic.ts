import { UNREACHED_MESSAGE } from "../../../../contract/errors.ts";
import type { Point } from "./points.ts";
import type { Published, Publishers } from "./published.ts";

/** What callers do, as the data points that it leaves. */

export const HOUR = 60;
export const DAY = 24 * HOUR;

/** Minutes from which on, and before which. */
type Span = readonly [from: number, to: number];

/** Publishes something at a minute. */
export const at = (minute: number, published: Published): Point[] => published.map((value) => ({ ...value, minute }));

/** Publishes something again and again. @param step minutes between */
export function each(step: number, [from, to]: Span, make: (minute: number) => Published): Point[] {
  const points: Point[] = [];
  for (let minute = from; minute < to; minute += step) points.push(...at(minute, make(minute)));
  return points;
}

export const times = (count: number, make: () => Published) => Array.from({ length: count }, make).flat();

/** The entry of an error in the API's log. */
export const logEntry = (message: string) => `{"logType":"ResponseMapping","errors":[{"message":"${message}"}]}`;

export function trafficOf(publishers: Publishers) {
  const { answered, sent, refused, receipt, counted, logged, aws } = publishers;
  /** A requestOtp whose message arrives. */
  const asked = (channel: "SMS" | "EMAIL"): Published => [
    ...answered(250),
    ...sent(channel),
    ...(channel === "SMS" ? receipt(true) : []),
  ];
  return {
    asked,
    /** A requestOtp whose message the provider refuses. */
    failed: () => [...answered(300), ...refused()],
    /** A requestOtp for which the send function could not be called. */
    unreached: () => [...answered(90), ...logged(logEntry(UNREACHED_MESSAGE))],
    /**
     * Every five minutes twenty codes and their checks, with what is normal: typos, a refused message, a cold start, now and then a lost
     * SMS, and a cancellation.
     */
    busy: (span: Span = [0, DAY]) =>
      each(5, span, (minute) => [
        ...times(11, () => asked("EMAIL")),
        ...times(7, () => asked("SMS")),
        ...refused(),
        ...times(21, () => answered(120)),
        ...answered(900),
        ...(minute % HOUR === 0 ? receipt(false) : []),
        ...times(17, () => counted("verified")),
        ...times(2, () => counted("wrongGuesses")),
        ...counted("cancelled"),
      ]),
    /** What AWS publishes now and then of the whole account. */
    account: ({ spent = 10, bounces = 0.01, complaints = 0.0001 } = {}) =>
      each(6 * HOUR, [0, DAY], () => [
        ...aws("SNS", "SMSMonthToDateSpentUSD", {}, spent),
        ...aws("SES", "Reputation.BounceRate", {}, bounces),
        ...aws("SES", "Reputation.ComplaintRate", {}, complaints),
      ]),
  };
}
