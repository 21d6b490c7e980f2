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
  /** Their header fields. */
  headers: readonly object[];
  /** What else must stand nowhere: secrets and signatures of API clients. */
  secrets: readonly string[];
}

/**
 * Searches for codes from the inbox, and for secrets, in the tables, logs, metrics, traces, errors, answers, and the files of the folder.
 * Device tokens, step-up tokens and proofs are searched for in the same places, except that an answer may have them outside of its errors.
 */
export async function leaksOfService(spoken: Spoken): Promise<string[]> {
  const { service, folder, traces, logs, answers, headers, secrets } = spoken;
  const codes = new Set([...codesIn(service.messages.inbox.snapshot().map(({ text }) => text)), ...secrets]);
  if (codes.size === 0) return [];
  const places = [
    { name: "a log or metric", text: logs.join("\n") },
    { name: "a trace", text: JSON.stringify(traces) },
    { name: "a header field", text: JSON.stringify(headers) },
    ...(await tableOf(service.outputs.dynamodbUrl, "Tokens")),
    ...(await tableOf(service.outputs.dynamodbUrl, "Clients")),
    ...(await tableOf(service.outputs.dynamodbUrl, "Resets")),
    ...filesOf(folder, NOT_SEARCHED),
  ];
  const macs = macsOfTokens(answers);
  return [
    ...leaksOf(codes, [...places, { name: "an answer", text: answers.join("\n") }]),
    ...(macs.size > 0 ? leaksOf(macs, [...places, { name: "an error", text: errorsIn(answers) }]) : []),
  ];
}

/** The MACs in the device tokens and step-up tokens of answers, and the signatures of proofs: whoever has one of them has the token. */
const macsOfTokens = (answers: readonly string[]) =>
  new Set(answers.flatMap((answer) => [...(answer.match(TOKEN_MAC) ?? []), ...(answer.match(PROOF_SIGNATURE) ?? [])]));
const TOKEN_MAC = /(?<="(device|step-up)_[^"]*\.)[A-Za-z0-9+/]{43}(?==")/g;
const PROOF_SIGNATURE = /(?<="eyJ[\w-]+\.[\w-]+\.)[\w-]{342}(?=")/g;

const errorsIn = (answers: readonly string[]) =>
  answers.map((answer) => JSON.stringify(JSON.parse(answer).errors ?? [])).join("\n");

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
