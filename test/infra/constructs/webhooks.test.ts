import { expect, test } from "vitest";
import { RETRY_SECONDS } from "../../../contract/webhooks.ts";
import { nameOf, templateOf, theOne } from "./synth.ts";

/** The way of an event from the bus to a webhook: rule, queue, function, dead letters. */

const prod = await templateOf("prod");
const queue = theOne(prod, "WebhooksQueue").Properties;
const deadLetters = theOne(prod, "WebhooksDeadLetters").Properties;
const { Timeout } = theOne(prod, "WebhooksDeliver").Properties;
const mapping = theOne(prod, "WebhooksDeliverQueue").Properties;
const DAY = 86_400;

test("S33 the events of API clients, and no others, go from the bus to the queue, each client's as a group of its own", () => {
  const { EventBusName, EventPattern, Targets, State } = theOne(prod, "WebhooksRule").Properties;
  expect(nameOf(EventBusName.Ref)).toBe("EventsBus");
  expect(State).toBe("ENABLED");
  expect(EventPattern).toEqual({ source: ["appsync-otp"], detail: { tenant: [{ prefix: "client:" }] } });
  expect(Targets).toEqual([
    {
      Id: "Target0",
      Arn: { "Fn::GetAtt": [expect.stringMatching(/^WebhooksQueue/), "Arn"] },
      SqsParameters: { MessageGroupId: "$.detail.tenant" },
      // What SQS does not take in a day is not lost.
      DeadLetterConfig: { Arn: { "Fn::GetAtt": [expect.stringMatching(/^WebhooksDeadLetters/), "Arn"] } },
    },
  ]);
});

test("S26 both queues are encrypted, and keep an event longer than its attempts take", () => {
  expect([queue.SqsManagedSseEnabled, deadLetters.SqsManagedSseEnabled]).toEqual([true, true]);
  const attempts = RETRY_SECONDS.reduce((sum, seconds) => sum + seconds);
  expect(queue.MessageRetentionPeriod).toBeGreaterThan(2 * attempts);
  // SQS counts from when the event was first in a queue.
  expect(deadLetters.MessageRetentionPeriod).toBe(14 * DAY);
});

test("an event is a dead letter after the last attempt of the schedule, and is hidden six times as long as a run may take", () => {
  expect(queue.RedrivePolicy).toEqual({
    deadLetterTargetArn: { "Fn::GetAtt": [expect.stringMatching(/^WebhooksDeadLetters/), "Arn"] },
    maxReceiveCount: RETRY_SECONDS.length + 1,
  });
  expect(queue.VisibilityTimeout).toBe(6 * Timeout);
  // The longest that SQS hides a message.
  for (const seconds of RETRY_SECONDS) expect(seconds).toBeLessThanOrEqual(12 * 3_600);
});

test("a run gets ten events and says of each whether it is done with; five run at once, in half of what a new account has", () => {
  expect(mapping).toMatchObject({
    EventSourceArn: { "Fn::GetAtt": [expect.stringMatching(/^WebhooksQueue/), "Arn"] },
    BatchSize: 10,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: 5 },
  });
});
