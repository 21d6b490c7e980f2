import type { Trace } from "appsync-local";
import { createWire } from "appsync-local/dynamodb";
import type { Service } from "../../local/service/index.ts";
import { REGION } from "../../local/service/index.ts";
import { codesIn, filesOf, leaksOf, NOT_SEARCHED, type Place } from "../support/canary.ts";

/** All that a service under test has put out, beside its messages. */
export interface Spoken {
  service: Service;
  folder: string;
  traces: readonly Trace[];
  /** Its own lines, those of the send function and its metrics. */
  logs: readonly string[];
  answers: readonly string[];
}

/** Where codes stand that the inbox holds: in the table, logs, metrics, traces, errors, answers, and files of its folder. */
export async function leaksOfService({ service, folder, traces, logs, answers }: Spoken): Promise<string[]> {
  const codes = codesIn(service.messages.inbox.snapshot().map(({ text }) => text));
  if (codes.size === 0) return [];
  return leaksOf(codes, [
    { name: "a log or metric", text: logs.join("\n") },
    { name: "a trace", text: JSON.stringify(traces) },
    { name: "an answer", text: answers.join("\n") },
    ...(await tableOf(service.outputs.dynamodbUrl)),
    ...filesOf(folder, NOT_SEARCHED),
  ]);
}

/** The whole table, a page at a time; nothing of an engine that has ended, whose file is searched still. */
async function tableOf(endpoint: string): Promise<Place[]> {
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  const wire = createWire(
    { type: "AMAZON_DYNAMODB", tableName: "Tokens", region: REGION, endpoint, credentials },
    Date.now,
  );
  const pages: Place[] = [];
  let from: unknown;
  do {
    const { body, error } = await wire.send("Scan", { TableName: "Tokens", ExclusiveStartKey: from }, never);
    if (!error) pages.push({ name: "the table", text: JSON.stringify(body.Items) });
    from = error ? undefined : body.LastEvaluatedKey;
  } while (from);
  await wire.close();
  return pages;
}

const never = new AbortController().signal;
