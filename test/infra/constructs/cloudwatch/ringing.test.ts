import { describe, expect, test } from "vitest";
import { MASKED_MESSAGE } from "../../../../contract/errors.ts";
import { TOKENS_TABLE } from "../../../../contract/tables.ts";
import { SETTINGS, templateOf } from "../synth.ts";
import { type Alarm, alarmsIn, statesOf } from "./alarms.ts";
import { dataOf, type Point } from "./points.ts";
import { publishersOf } from "./published.ts";
import { at, DAY, each, HOUR, logEntry, times, trafficOf } from "./traffic.ts";

/**
 * S44: each alarm of the template, evaluated as CloudWatch does, over the data that a fault would leave, and over days without one.
 * The data has the names and dimensions under which functions, filters and services publish it, so that an alarm on a metric that
 * nobody publishes stays silent here, too.
 */

const { template } = await templateOf("prod");
const alarms = alarmsIn(template);
const publishers = await publishersOf(template);
const {
  givenUp,
  waiting,
  unsigned,
  unpushed,
  refusedEvent,
  send,
  judge,
  stream,
  tokens,
  named,
  unfollowed,
  reset,
  resets,
  untold,
  unjudged,
  unchanged,
  answered,
  sent,
  thrown,
  counted,
  uncounted,
  logged,
  receipt,
  aws,
} = publishers;
const { asked, failed, unreached, busy, account } = trafficOf(publishers);

/** The names of the alarms that went off at any time of the day. */
function rung(points: Point[], alarms = alarmsIn(template)): string[] {
  const data = dataOf(points);
  const isRung = ([, alarm]: [string, Alarm]) => statesOf(alarm, data, DAY).includes("ALARM");
  return [...alarms]
    .filter(isRung)
    .map(([name]) => name)
    .sort();
}

const without = (points: Point[], functionName: string) =>
  points.filter(({ key }) => !key.includes(`"${functionName}"`));
const NOON = 12 * HOUR;
const AN_HOUR = [NOON, NOON + HOUR] as const;

const SILENT: [string, Point[]][] = [
  ["nobody calls, and AWS publishes nothing", []],
  ["there is much to do", [...busy(), ...account()]],
  ["nobody calls by night", [...busy([8 * HOUR, 20 * HOUR]), ...account()]],
  ...[2, 3].map((hours): [string, Point[]] => [
    `every ${hours} hours one code is asked for, and its records are read a minute later`,
    [
      ...each(hours * HOUR, [hours * HOUR - 1, DAY], () => asked("EMAIL")),
      ...each(hours * HOUR, [hours * HOUR, DAY], () => counted("nothing")),
    ],
  ]),
  [
    "every three hours a crowd asks, and its records are read five minutes later",
    [
      ...each(3 * HOUR, [3 * HOUR - 1, DAY], () => times(200, () => asked("EMAIL"))),
      ...each(3 * HOUR, [3 * HOUR + 4, DAY], () => times(4, () => counted("nothing"))),
    ],
  ],
  [
    "nine SMS, and no others, are lost in an hour",
    at(
      NOON,
      times(9, () => receipt(false)),
    ),
  ],
  [
    "twenty of a hundred SMS are lost in an hour",
    at(NOON, [...times(80, () => receipt(true)), ...times(20, () => receipt(false))]),
  ],
  [
    "events of API clients wait for a moment, and are taken",
    each(5, AN_HOUR, () => [...waiting("webhooks", 40, 0, 12), ...waiting("deadLetters", 0)]),
  ],
  [
    "sixty codes are cancelled in an hour, and as many are verified",
    each(1, AN_HOUR, () => [...counted("verified"), ...counted("cancelled")]),
  ],
  [
    "nineteen codes are cancelled, and none is verified in that hour",
    each(3, [NOON, NOON + 57], () => [...asked("EMAIL"), ...counted("cancelled")]),
  ],
];

test.each(SILENT)("S44 no alarm goes off while all is well: %s", (_, points) => {
  expect(rung(points)).toEqual([]);
});

const unread = (points: Point[]) => without(points, stream);
const tokensThrottled = (kind: "Read" | "Write", dimensions = {}) =>
  at(NOON, aws("DynamoDB", `${kind}ThrottleEvents`, { TableName: tokens, ...dimensions }, 1));
const INDEX = { GlobalSecondaryIndexName: TOKENS_TABLE.activeIndex.name };
const budgetUsd = SETTINGS.stages.prod.smsMonthlyUsd;

/** What happened, the data that it leaves, and the alarms that go off. */
const FAULTS: [string, Point[], string[]][] = [
  [
    "for half an hour the API may not call the send function",
    [...without(busy(), send), ...each(5, [NOON, NOON + 30], () => times(20, unreached))],
    ["Availability", "SendUnreached"],
  ],
  ["the send function cannot be called, and one person asks for a code", at(NOON, unreached()), ["SendUnreached"]],
  [
    "the account has no concurrency left",
    [...busy(), ...at(NOON, [...unreached(), ...aws("Lambda", "Throttles", { FunctionName: send }, 1)])],
    ["SendUnreached", "Throttles"],
  ],
  [
    "ninety SMS are handed over in an hour, and all are lost",
    each(2, AN_HOUR, () => [
      ...times(3, () => [...answered(300), ...sent("SMS"), ...receipt(false)]),
      ...counted("nothing"),
    ]),
    ["SmsLost"],
  ],
  [
    "of ninety SMS in an hour thirty are lost",
    each(2, AN_HOUR, () => [...times(2, () => receipt(true)), ...receipt(false)]),
    ["SmsLost"],
  ],
  [
    "of three thousand SMS in an hour a hundred and one are lost",
    at(NOON, [...times(2_899, () => receipt(true)), ...times(101, () => receipt(false))]),
    ["SmsLost"],
  ],
  [
    "the stream is not read for seven hours",
    [...busy([0, NOON]), ...unread(busy([NOON, NOON + 7 * HOUR])), ...busy([NOON + 7 * HOUR, DAY])],
    ["StreamUnread"],
  ],
  [
    "the stream is never read, and every three hours somebody asks for a code",
    each(3 * HOUR, [30, DAY], () => asked("EMAIL")),
    ["StreamUnread"],
  ],
  ["the stream is read eleven minutes late", [...busy(), ...at(NOON, counted("nothing", 660_000))], ["StreamBehind"]],
  ["Cognito fails while an account is changed", [...busy(), ...at(NOON, unchanged())], ["AccountErrors"]],
  ["the authorizer fails once", [...busy(), ...at(NOON, unjudged())], ["AuthorizerErrors"]],
  ["password resets are tried for a hundred and one names", [...busy(), ...at(NOON, times(101, named))], ["Resets"]],
  ["the follow-up of a password reset fails", [...busy(), ...at(NOON, unfollowed())], ["ResetErrors"]],
  [
    "a flood of password resets is more than the table takes",
    [...busy(), ...at(NOON, aws("DynamoDB", "WriteThrottleEvents", { TableName: resets }, 1))],
    ["ResetsDropped"],
  ],
  [
    "a password reset waits for longer than a minute",
    [...busy(), ...at(NOON, aws("Lambda", "AsyncEventsDropped", { FunctionName: reset }, 1))],
    ["ResetsDropped"],
  ],
  [
    "more signed requests come at once than the authorizer has executions",
    [...busy(), ...at(NOON, aws("Lambda", "Throttles", { FunctionName: judge }, 1))],
    ["Throttles"],
  ],
  ["the stream function fails", [...unread(busy()), ...each(5, [0, DAY], uncounted)], ["StreamErrors"]],
  ["records of the stream are given up", [...busy(), ...at(NOON, givenUp())], ["RecordsLost"]],
  ["EventBridge refuses an event for good", [...busy(), ...at(NOON, refusedEvent())], ["EventsLost"]],
  ["an event could not be delivered to an API client in a day", at(NOON, waiting("deadLetters", 1)), ["WebhooksDead"]],
  [
    "for a quarter of an hour nobody takes the events of API clients",
    each(5, [NOON, NOON + 15], () => waiting("webhooks", 3, 4)),
    ["WebhooksBehind"],
  ],
  ["an event of an API client cannot be signed", at(NOON, unsigned()), ["WebhookErrors"]],
  ["the webhook function fails", at(NOON, unpushed()), ["WebhookErrors"]],
  [
    "six owners of an hour cannot be told what happened to their codes",
    [...busy(), ...each(10, AN_HOUR, () => untold())],
    ["NoticesFailed"],
  ],
  [
    "somebody who knows a password cancels each code of its owner",
    each(3, AN_HOUR, () => [...asked("EMAIL"), ...answered(100), ...counted("cancelled")]),
    ["Cancels"],
  ],
  [
    "somebody guesses at many people's codes",
    [
      ...busy(),
      ...at(
        NOON,
        times(99, () => counted("wrongGuesses")),
      ),
    ],
    ["WrongGuesses"],
  ],
  [
    "three people's guesses are used up",
    [
      ...busy(),
      ...at(
        NOON,
        times(3, () => counted("longCodeSlots")),
      ),
    ],
    ["LongCodes"],
  ],
  [
    "more than a thousand messages are asked for in five minutes",
    [...busy(), ...at(NOON, [...times(1_000, () => asked("EMAIL")), ...times(20, () => counted("nothing"))])],
    ["Messages"],
  ],
  [
    "the provider takes no message for an hour",
    [
      ...busy([0, NOON]),
      ...each(5, AN_HOUR, () => [...times(20, failed), ...counted("nothing")]),
      ...busy([NOON + HOUR, DAY]),
    ],
    ["Outage", "Undelivered"],
  ],
  ["a quarter of the messages of five minutes fails", [...busy(), ...at(NOON, times(5, failed))], ["Undelivered"]],
  ["KMS makes no code", [...busy(), ...at(NOON, [...answered(300), ...thrown()])], ["SendErrors"]],
  [
    "KMS makes no MAC of a guess",
    [...busy(), ...at(NOON, [...answered(90), ...logged(logEntry(MASKED_MESSAGE))])],
    ["InternalErrors"],
  ],
  ["AppSync fails once", [...busy(), ...at(NOON, answered(90, 500))], ["ServerErrors"]],
  [
    "AppSync fails at every fiftieth request for an hour",
    [...busy(), ...each(5, AN_HOUR, () => answered(90, 500))],
    ["Availability", "ServerErrors"],
  ],
  [
    "for a quarter of an hour some requests take seconds",
    [...busy(), ...each(5, [NOON, NOON + 15], () => answered(4_000))],
    ["Latency"],
  ],
  ["reads of the table are throttled", [...busy(), ...tokensThrottled("Read")], ["Throttles"]],
  ["writes of the table are throttled", tokensThrottled("Write"), ["Throttles"]],
  ["reads of the index are throttled", tokensThrottled("Read", INDEX), ["Throttles"]],
  ["writes of the index are throttled", tokensThrottled("Write", INDEX), ["Throttles"]],
  ["the month's money for SMS is nearly spent", account({ spent: 0.81 * budgetUsd }), ["SmsSpend"]],
  ["e-mails bounce", account({ bounces: 0.041 }), ["Bounces"]],
  ["people complain", account({ complaints: 0.0009 }), ["Complaints"]],
];

describe("S44 S21 what callers or operators have to know of raises these alarms, and no other:", () => {
  test.each(FAULTS)("%s", (_, points, expected) => {
    expect(rung(points)).toEqual(expected);
  });

  test("the API key ends in 30 days, whether anybody calls or not", () => {
    const days = 24 * 60 * 60;
    expect(rung([], alarmsIn(template, 30 * days))).toEqual(["ApiKeyEnding"]);
    expect(rung(busy(), alarmsIn(template, 30 * days))).toEqual(["ApiKeyEnding"]);
    expect(rung([], alarmsIn(template, 31 * days))).toEqual([]);
  });

  test("every alarm is raised by one of these", () => {
    const names = FAULTS.flatMap(([, , raised]) => raised);
    expect([...alarms.keys()].sort()).toEqual([...new Set([...names, "ApiKeyEnding"])].sort());
  });
});

/** The hours of the day in which an alarm is on, by their ends. */
function hoursOf(name: string, title: string): number[] {
  const [, points] = FAULTS.find(([each]) => each === title) as (typeof FAULTS)[number];
  const states = statesOf(alarms.get(name) as Alarm, dataOf(points), DAY);
  return [
    ...new Set(states.flatMap((state, index) => (state === "ALARM" ? [Math.ceil(((index + 1) * 5) / HOUR)] : []))),
  ];
}

test("S44 an unread stream raises its alarm within six hours, of the 24 for which records are kept, and the alarm ends once it is read", () => {
  expect(hoursOf("StreamUnread", "the stream is not read for seven hours")).toEqual([18, 19]);
});

test("S44 lost SMS raise their alarm within the hour", () => {
  expect(hoursOf("SmsLost", "ninety SMS are handed over in an hour, and all are lost")[0]).toBe(13);
});
