import type { IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { Deployment } from "../stage.ts";
import { FAST_BURN_PERCENT, type Metrics, OBJECTIVE_PERCENT } from "./metrics.ts";

export interface AlarmDefinition {
  metric: IMetric;
  /** The alarm goes off when the metric is above this. */
  above: number;
  /** How many of the metric's periods in a row it has to be above. Default 1. */
  periods?: number;
  /** AWS publishes the metric only now and then, so the alarm keeps its state in between. For others silence means that all is well. */
  sparse?: boolean;
  /** What has happened, for whoever receives the alarm. */
  description: string;
}

/** Gives the alarms by name. `docs/runbook.md` has a section for each: what it means, and what to do. */
export const alarmsOf = (
  of: Metrics,
  { alarms, smsMonthlyUsd, stage, testMode }: Deployment,
): Record<string, AlarmDefinition> => ({
  Messages: {
    metric: of.requested,
    above: alarms.messages,
    description: `More than ${alarms.messages} messages were requested in five minutes.`,
  },
  Undelivered: {
    metric: of.undelivered,
    above: 20,
    description: "More than a fifth of the messages of five minutes could not be sent.",
  },
  Outage: {
    metric: of.outage,
    above: 0,
    description: "At least three messages were requested in an hour, and not one was sent.",
  },
  SmsLost: {
    metric: of.smsLost,
    above: 0,
    description: `Of the SMS that SNS accepted, more than a fifth and at least ten, or more than ${alarms.messages / 10}, were lost within an hour.`,
  },
  WrongGuesses: {
    metric: of.wrongGuesses,
    above: alarms.wrongGuesses,
    description: `More than ${alarms.wrongGuesses} wrong codes were entered in five minutes.`,
  },
  LongCodes: {
    metric: of.longCodeSlots,
    above: alarms.longCodes,
    description: `More than ${alarms.longCodes} subjects used up their guesses in five minutes, and get long codes now.`,
  },
  Cancels: {
    metric: of.mostlyCancelled,
    above: 0,
    description: "At least twenty tokens were cancelled within an hour, and fewer were verified.",
  },
  Availability: {
    metric: of.failedRequests,
    above: FAST_BURN_PERCENT,
    description: `So many requests failed in an hour that the objective of ${OBJECTIVE_PERCENT} % in 30 days is missed if it goes on for two days.`,
  },
  Throttles: {
    metric: of.throttles,
    above: 0,
    description:
      "AWS refused calls of the send function, the account function, the authorizer or the Tokens table because there were too many.",
  },
  Latency: {
    metric: of.p99,
    above: alarms.p99Milliseconds,
    periods: 3,
    description: `For 15 minutes one request of a hundred took longer than ${alarms.p99Milliseconds} ms.`,
  },
  ServerErrors: {
    metric: of.serverErrors,
    above: 0,
    description: "AppSync answered a request with a status of 500 or above.",
  },
  InternalErrors: {
    metric: of.internalErrors,
    above: 0,
    description: "A resolver failed on an answer of DynamoDB or KMS, and masked the error.",
  },
  SendUnreached: {
    metric: of.sendUnreached,
    above: 0,
    description: "The send function could not be called, or its answer was lost.",
  },
  SendErrors: {
    metric: of.sendErrors,
    above: 0,
    description: "The send function failed, and sent nothing.",
  },
  Resets: {
    metric: of.resetsRequested,
    above: alarms.resets,
    description: `More than ${alarms.resets} password resets were requested in five minutes.`,
  },
  ResetErrors: {
    metric: of.resetErrors,
    above: 0,
    description:
      "The reset function failed, or SNS or SES did not take its message: somebody waits for a code that does not come.",
  },
  ResetsDropped: {
    metric: of.resetsDropped,
    above: 0,
    description:
      "So many password resets were requested that some were refused or forgotten. Sign-ins and other codes are not affected.",
  },
  AccountErrors: {
    metric: of.accountErrors,
    above: 0,
    description:
      "The account function failed: a password, an address or a number may be changed by half until somebody tries again.",
  },
  AuthorizerErrors: {
    metric: of.authorizerErrors,
    above: 0,
    description: "The authorizer failed, and a request that an API client had signed was refused.",
  },
  StreamErrors: {
    metric: of.streamErrors,
    above: 0,
    description:
      "The stream function failed. Codes are not affected, but until it works there are no audit events, no notices to owners and no counts.",
  },
  StreamBehind: {
    metric: of.streamAge,
    above: 10 * 60 * 1_000,
    description:
      "The stream function is more than ten minutes behind the tables Tokens and Clients: audit events, notices to owners and counts are late.",
  },
  RecordsLost: {
    metric: of.recordsLost,
    above: 0,
    description:
      "Changes in the tables Tokens and Clients were given up: they are in no audit event, were told to no owner, and were not counted.",
  },
  EventsLost: {
    metric: of.eventsLost,
    above: 0,
    description:
      "A record could not be read, or EventBridge refused an audit event for good: what it says is in no event.",
  },
  NoticesFailed: {
    metric: of.noticesFailed,
    above: 4,
    description:
      "At least five owners could not be told within an hour that their codes are used up, or of a new device.",
  },
  StreamUnread: {
    metric: of.streamUnread,
    above: 0,
    periods: 2,
    description:
      "For six hours messages were requested, and the streams of the tables Tokens and Clients were not read: events, notices and counts are missing.",
  },
  WebhooksDead: {
    metric: of.webhooksDead,
    above: 0,
    description: "Events could not be delivered to an API client's webhook in a day, and are tried no more.",
  },
  WebhooksBehind: {
    metric: of.webhooksWaiting,
    above: 0,
    periods: 3,
    description:
      "For 15 minutes events have been waiting for their first attempt, or their next one, although it is due.",
  },
  WebhookErrors: {
    metric: of.webhookErrors,
    above: 0,
    description: "The webhook function failed, or could not read a client or sign an event. The event is tried again.",
  },
  ApiKeyEnding: {
    metric: of.apiKeyEnding,
    above: 0,
    description:
      "The API key expires in less than 30 days: nobody can reset a password or activate an API client then. A deploy renews it.",
  },
  SmsSpend: {
    metric: of.smsSpent,
    above: smsMonthlyUsd * 0.8,
    sparse: true,
    description: `Four fifths of this month's ${smsMonthlyUsd} USD for SMS are spent.`,
  },
  Bounces: {
    metric: of.bounces,
    above: 0.04,
    sparse: true,
    description: "More than 4 % of the account's e-mails bounce. At 5 % AWS reviews the account.",
  },
  Complaints: {
    metric: of.complaints,
    above: 0.0008,
    sparse: true,
    description: "More than 0.08 % of the account's e-mails were marked as spam. At 0.1 % AWS reviews the account.",
  },
  ...(stage === "prod" && testMode.destinations.length > 0 && { TestMode: ofTestMode(of, testMode) }),
});

/** Rings at each code of the test mode: outside of the review that the settings give as the reason nobody should ask for one. */
const ofTestMode = ({ testCodes }: Metrics, { reason }: Deployment["testMode"]): AlarmDefinition => ({
  metric: testCodes,
  above: 0,
  description: `Somebody asked for the fixed code of a test destination. The settings say why there is one: ${sentence(reason)}`,
});

const sentence = (reason = "") => (reason.endsWith(".") ? reason : `${reason}.`);
