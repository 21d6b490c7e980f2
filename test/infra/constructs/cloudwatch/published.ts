import { vi } from "vitest";
import type { SendRequest } from "../../../../contract/send-request.ts";
import { report } from "../../../../functions/send/report.ts";
import { nameOf } from "../synth.ts";
import { ofType, resolved, type Template } from "../template.ts";
import { keyOf, type Value } from "./points.ts";
import { COUNTED, readStream, USED_UP } from "./stream-runs.ts";
import { runWithFault } from "./webhook-runs.ts";

/** Makes the data points that functions, log filters and services publish. */

export type Published = Value[];

/** @param template whose functions, log filters and other resources publish under their logical ids */
export async function publishersOf(template: Template) {
  const idOf = (type: string, name: string) => {
    const [id] = ofType(template, type).find(([each]) => nameOf(each) === name) ?? [];
    if (!id) throw new Error(`there is no ${name}`);
    return id;
  };
  const send = idOf("AWS::Lambda::Function", "DeliverySend");
  const judge = idOf("AWS::Lambda::Function", "AuthorizerJudge");
  const reset = idOf("AWS::Lambda::Function", "ResetsFollowUp");
  const resets = idOf("AWS::DynamoDB::Table", "DataResets");
  const change = idOf("AWS::Lambda::Function", "AccountsChange");
  const stream = idOf("AWS::Lambda::Function", "StreamRead");
  const pusher = idOf("AWS::Lambda::Function", "WebhooksDeliver");
  const queues = {
    failures: idOf("AWS::SQS::Queue", "StreamFailures"),
    webhooks: idOf("AWS::SQS::Queue", "WebhooksQueue"),
    deadLetters: idOf("AWS::SQS::Queue", "WebhooksDeadLetters"),
  };
  const api = `${idOf("AWS::AppSync::GraphQLApi", "ApiGraphQL")}.ApiId`;

  /** The metrics in what a function writes to its log: CloudWatch's embedded metric format. */
  async function written(functionName: string, run: () => unknown): Promise<Published> {
    const lines: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((line) => lines.push(String(line)) > 0);
    vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", functionName);
    await run();
    write.mockRestore();
    vi.unstubAllEnvs();
    return lines.flatMap((text) => {
      const line = JSON.parse(text);
      const [{ Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
      return Dimensions.flatMap((names: string[]) =>
        Metrics.map(({ Name }: { Name: string }) => ({
          key: keyOf(Namespace, Name, Object.fromEntries(names.map((name) => [name, line[name]]))),
          value: line[Name],
        })),
      );
    });
  }

  const outcome = (what: "SENT" | "FAILED" | "ERROR", channel: "SMS" | "EMAIL") =>
    written(send, () => report({ channel, purpose: "login" } as SendRequest, { outcome: what, country: "US" }));
  const sms = await outcome("SENT", "SMS");
  const email = await outcome("SENT", "EMAIL");
  const refused = await outcome("FAILED", "EMAIL");
  const thrown = await outcome("ERROR", "EMAIL");

  const followed = (what: "NOT_ALLOWED" | "ERROR") =>
    written(reset, () => report({ channel: "EMAIL", purpose: "password-reset" }, { outcome: what }));
  const named = await followed("NOT_ALLOWED");
  const unfollowed = await followed("ERROR");

  const counts = new Map<string, Published>();
  for (const [name, record] of Object.entries(COUNTED)) {
    counts.set(name, await written(stream, () => readStream(record)));
  }
  const untold = await written(stream, () => readStream(USED_UP));
  const refusedEvent = await written(stream, () => readStream(COUNTED.cancelled, "another"));
  const faulty = await written(pusher, runWithFault);
  const filters = ofType(template, "AWS::Logs::MetricFilter").map(
    ([, { Properties }]) =>
      resolved(Properties, template) as {
        FilterPattern: string;
        MetricTransformations: [{ MetricNamespace: string; MetricName: string; MetricValue: string }];
      },
  );

  const aws = (namespace: string, name: string, dimensions: Record<string, string>, ...values: number[]): Published =>
    values.map((value) => ({ key: keyOf(`AWS/${namespace}`, name, dimensions), value }));
  const invoked = (id: string, failed = 0) => [
    ...aws("Lambda", "Invocations", { FunctionName: id }, 1),
    ...aws("Lambda", "Errors", { FunctionName: id }, failed),
  ];
  const waiting = (queue: keyof typeof queues, ...counts: number[]) =>
    aws("SQS", "ApproximateNumberOfMessagesVisible", { QueueName: `${queues[queue]}.QueueName` }, ...counts);
  return {
    aws,
    send,
    judge,
    stream,
    tokens: idOf("AWS::DynamoDB::Table", "DataTokens"),
    /** A message that the provider took, and one that it did not. */
    sent: (channel: "SMS" | "EMAIL") => [...(channel === "SMS" ? sms : email), ...invoked(send)],
    refused: () => [...refused, ...invoked(send)],
    /** The function threw. */
    thrown: () => [...thrown, ...invoked(send, 1)],
    /** A request for a password reset that was followed up, and one whose follow-up failed. */
    named: () => [...named, ...invoked(reset)],
    unfollowed: () => [...unfollowed, ...invoked(reset, 1)],
    reset,
    resets,
    /** One run of the stream function that read a record. @param age of the batch, in milliseconds */
    counted: (what: keyof typeof COUNTED, age = 20_000): Published => [
      ...(counts.get(what) as Published),
      ...invoked(stream),
      ...aws("Lambda", "IteratorAge", { FunctionName: stream }, age),
    ],
    /** One run of the stream function that could not tell an owner. */
    untold: () => [...untold, ...invoked(stream)],
    /** One run of the stream function whose event the bus does not take, nor ever will. */
    refusedEvent: () => [...refusedEvent, ...invoked(stream)],
    /** Lambda has given a record up. */
    givenUp: () => waiting("failures", 1),
    /** How many messages a queue had whenever SQS looked. */
    waiting,
    /** A run of the webhook function with an event that could not be signed, and one that failed. */
    unsigned: () => [...faulty, ...invoked(pusher)],
    unpushed: () => invoked(pusher, 1),
    /** The stream function threw. */
    uncounted: () => invoked(stream, 1),
    /** The account function failed half-way. */
    unchanged: () => invoked(change, 1),
    /** The authorizer could not judge a request. */
    unjudged: () => invoked(judge, 1),
    /** A request that AppSync answered. */
    answered: (milliseconds: number, status = 200) => [
      ...aws("AppSync", "Latency", { GraphQLAPIId: api }, milliseconds),
      ...aws("AppSync", "5XXError", { GraphQLAPIId: api }, status >= 500 ? 1 : 0),
    ],
    /** A line of the API's log, as the metric filters of the template see it. */
    logged: (line: string): Published =>
      filters.flatMap(({ FilterPattern, MetricTransformations: [{ MetricNamespace, MetricName, MetricValue }] }) =>
        line.includes(FilterPattern.slice(1, -1))
          ? [{ key: keyOf(MetricNamespace, MetricName, {}), value: Number(MetricValue) }]
          : [],
      ),
    /** The receipt of an SMS. */
    receipt: (arrived: boolean) =>
      aws("SNS", arrived ? "NumberOfNotificationsDelivered" : "NumberOfNotificationsFailed", SMS_DIMENSIONS, 1),
  };
}

const SMS_DIMENSIONS = { PhoneNumber: "PhoneNumberDirect" };

export type Publishers = Awaited<ReturnType<typeof publishersOf>>;
