import { vi } from "vitest";
import type { SendRequest } from "../../../../contract/send-request.ts";
import { NO_MAC } from "../../../../contract/slot.ts";
import { report } from "../../../../functions/send/report.ts";
import { handler } from "../../../../functions/stream/handler.ts";
import { nameOf } from "../synth.ts";
import { ofType, resolved, type Template } from "../template.ts";
import { keyOf, type Value } from "./points.ts";

/** Makes the data points that functions, log filters and services publish. */

export type Published = Value[];

const GUESSES = 20;
const COUNT = { mac: "b".repeat(44), guess: "c".repeat(44) };

/** Images of a slot before and after each thing that the meter counts. */
const CHANGES = {
  verified: [{ attempts: { N: "0" } }, { attempts: { N: "1" }, lastGuessMac: { S: COUNT.mac } }],
  wrongGuesses: [{ attempts: { N: "0" } }, { attempts: { N: "1" }, lastGuessMac: { S: COUNT.guess } }],
  cancelled: [{ live: { BOOL: true } }, { live: { BOOL: false } }],
  longCodeSlots: [
    { attempts: { N: "0" }, guessesUsed: { N: String(GUESSES - 1) } },
    { attempts: { N: "1" }, guessesUsed: { N: String(GUESSES) }, lastGuessMac: { S: COUNT.guess } },
  ],
  // An outcome that is written down, such as SENT.
  nothing: [{}, {}],
} as const;

type Images = readonly [before: object, after: object];

/** A record of the stream that a write of a slot leaves. */
function recordOf(pk: string, [before, after]: Images) {
  const slot = { id: { S: "login_1" }, codeMac: { S: COUNT.mac }, lastGuessMac: { S: NO_MAC } };
  return {
    eventID: "1",
    eventName: "MODIFY" as const,
    eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/Tokens/stream/2026-11-01T00:00:00.000",
    dynamodb: {
      ApproximateCreationDateTime: 0,
      SequenceNumber: "1",
      Keys: { pk: { S: pk }, sk: { S: "login" } },
      OldImage: { ...slot, ...before },
      NewImage: { ...slot, ...after },
    },
  };
}

const LAST_GUESS = { maxAttempts: { N: "5" }, lastGuessMac: { S: COUNT.guess } };
/** A user's last guess at a token was wrong, of which the owner is to be told. */
export const usedUp = recordOf("pool|s|somebody", [
  { attempts: { N: "4" }, maxAttempts: { N: "5" } },
  { attempts: { N: "5" }, ...LAST_GUESS },
]);

/** @param template whose functions, log filters and other resources publish under their logical ids */
export async function publishersOf(template: Template) {
  const idOf = (type: string, name: string) => {
    const [id] = ofType(template, type).find(([each]) => nameOf(each) === name) ?? [];
    if (!id) throw new Error(`there is no ${name}`);
    return id;
  };
  const send = idOf("AWS::Lambda::Function", "DeliverySend");
  const judge = idOf("AWS::Lambda::Function", "AuthorizerJudge");
  const meter = idOf("AWS::Lambda::Function", "MeterCount");
  const failures = idOf("AWS::SQS::Queue", "MeterFailures");
  const api = `${idOf("AWS::AppSync::GraphQLApi", "ApiGraphQL")}.ApiId`;

  /** The metrics in what a function writes to its log: CloudWatch's embedded metric format. */
  async function written(functionName: string, run: () => unknown): Promise<Published> {
    const lines: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((line) => lines.push(String(line)) > 0);
    vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", functionName);
    vi.stubEnv("TOKENS_TABLE", "Tokens");
    vi.stubGlobal("SETTINGS", { budget: { guesses: GUESSES, deviceGuesses: 3 }, sends: { subject: { day: 20 } } });
    await run();
    write.mockRestore();
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
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

  const counts = new Map<string, Published>();
  for (const [name, images] of Object.entries(CHANGES)) {
    const Records = [recordOf("role:shop|s|somebody", images as Images)];
    counts.set(name, await written(meter, () => handler({ Records }, { getRemainingTimeInMillis: () => 60_000 })));
  }
  const untold = await written(meter, () => handler({ Records: [usedUp] }, { getRemainingTimeInMillis: () => 60_000 }));
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
  return {
    aws,
    send,
    judge,
    meter,
    tokens: idOf("AWS::DynamoDB::Table", "DataTokens"),
    /** A message that the provider took, and one that it did not. */
    sent: (channel: "SMS" | "EMAIL") => [...(channel === "SMS" ? sms : email), ...invoked(send)],
    refused: () => [...refused, ...invoked(send)],
    /** The function threw. */
    thrown: () => [...thrown, ...invoked(send, 1)],
    /** One run of the meter that read a record. @param age of the batch, in milliseconds */
    counted: (what: keyof typeof CHANGES, age = 20_000): Published => [
      ...(counts.get(what) as Published),
      ...invoked(meter),
      ...aws("Lambda", "IteratorAge", { FunctionName: meter }, age),
    ],
    /** One run of the meter that could not tell an owner. */
    untold: () => [...untold, ...invoked(meter)],
    /** Lambda has given a record up. */
    givenUp: () => aws("SQS", "ApproximateNumberOfMessagesVisible", { QueueName: `${failures}.QueueName` }, 1),
    /** The meter threw. */
    uncounted: () => invoked(meter, 1),
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
