import type { Trace } from "appsync-local";
import { createWire } from "appsync-local/dynamodb";
import type { Service } from "../../local/service/index.ts";
import { REGION } from "../../local/service/index.ts";
import { codesIn, filesOf, leaksOf, NOT_SEARCHED, type Place } from "../support/canary.ts";

/** All output of a service under test, except its messages. */
export interface Spoken {
  service: Service;
  folder: string;
  traces: readonly Trace[];
  /** The log lines of the service and of the send function, and the metrics. */
  logs: readonly string[];
  answers: readonly string[];
  /** What else must stand nowhere: secrets and signatures of API clients. */
  secrets: readonly string[];
}

/** Searches for codes from the inbox, and for secrets, in the table, logs, metrics, traces, errors, answers, and the files of the folder. */
export async function leaksOfService({ service, folder, traces, logs, answers, secrets }: Spoken): Promise<string[]> {
  const codes = new Set([...codesIn(service.messages.inbox.snapshot().map(({ text }) => text)), ...secrets]);
  if (codes.size === 0) return [];
  return leaksOf(codes, [
    { name: "a log or metric", text: logs.join("\n") },
    { name: "a trace", text: JSON.stringify(traces) },
    { name: "an answer", text: answers.join("\n") },
    ...(await tableOf(service.outputs.dynamodbUrl, "Tokens")),
    ...(await tableOf(service.outputs.dynamodbUrl, "Clients")),
    ...filesOf(folder, NOT_SEARCHED),
  ]);
}

/** Reads the whole table, page by page; nothing if the engine has ended, because its file is searched anyway. */
async function tableOf(endpoint: string, TableName: string): Promise<Place[]> {
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  const wire = createWire(
    { type: "AMAZON_DYNAMODB", tableName: TableName, region: REGION, endpoint, credentials },
    Date.now,
  );
  const pages: Place[] = [];
  let from: unknown;
  do {
    const { body, error } = await wire.send("Scan", { TableName, ExclusiveStartKey: from }, never);
    if (!error) pages.push({ name: `the table ${TableName}`, text: JSON.stringify(body.Items) });
    from = error ? undefined : body.LastEvaluatedKey;
  } while (from);
  await wire.close();
  return pages;
}

const never = new AbortController().signal;
