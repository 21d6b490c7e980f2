import type { DynamoDbDataSource } from "appsync-local";
import { createWire } from "appsync-local/dynamodb";
import { createLambda, type Lambda } from "appsync-local/lambda";
import type { StreamEnvironment } from "../../contract/environment.ts";
import {
  CLIENTS_FILTERS,
  FACTORS_FILTERS,
  mayPassTokensFilters,
  STREAM_BATCH,
  STREAM_RECORD_AGE,
  STREAM_TIMEOUT,
  tokensFilters,
} from "../../contract/stream.ts";
import { CLIENTS_TABLE, FACTORS_TABLE, TOKENS_TABLE } from "../../contract/tables.ts";
import { STREAM_SETTINGS } from "../../functions/stream/settings.ts";
import { bake } from "../../settings/bake.ts";
import type { Settings } from "../../settings/schema.ts";
import { type BatchAnswer, openStreams, type TableStreams } from "../dynamodb/index.ts";
import type { Closing } from "./closing.ts";
import { openJournal } from "./journal-file.ts";
import { localFunction } from "./local-function.ts";
import { EVENT_BUS, type StandIns } from "./stand-ins.ts";
import { type LocalState, REGION } from "./state.ts";
import { CLIENTS_TABLE_NAME, FACTORS_TABLE_NAME, TABLE_NAME } from "./table.ts";

interface StreamParts {
  folder: string;
  settings: Settings;
  state: LocalState;
  /** The engine, as functions are to reach it. */
  dynamodbUrl: string;
  clock: () => number;
  pollMilliseconds: number;
  onLog: (line: string) => void;
  closing: Closing;
}

/** Milliseconds between two reads of the streams: Lambda polls as often. */
export const POLL_MILLISECONDS = 250;

/**
 * Opens the streams of the tables, which the stream function reads. The function is bundled when there is something to read.
 *
 * The streams have what the API's data sources write, the sweeper, and the account function. Other functions call the engine by themselves,
 * and what they write has no record: neither nonces nor notices' claims would pass the filters, and the day of a client's last use is no
 * change that anybody reads.
 */
export async function openTableStreams(
  source: DynamoDbDataSource,
  standIns: StandIns,
  parts: StreamParts,
): Promise<TableStreams> {
  const { folder, settings, clock, pollMilliseconds, onLog, closing } = parts;
  let lambda: Lambda | undefined;
  const streams = await openStreams(createWire(source, clock), {
    tables: {
      [TABLE_NAME]: {
        ...TOKENS_TABLE,
        mayPass: ({ pk, sk }) => mayPassTokensFilters(String(pk?.S), String(sk?.S)),
        filters: tokensFilters(settings.sends.subject.day),
      },
      [FACTORS_TABLE_NAME]: { ...FACTORS_TABLE, mayPass: () => true, filters: FACTORS_FILTERS },
      [CLIENTS_TABLE_NAME]: { ...CLIENTS_TABLE, mayPass: () => true, filters: CLIENTS_FILTERS },
    },
    region: REGION,
    clock,
    pollMilliseconds,
    batchSize: STREAM_BATCH,
    recordAge: STREAM_RECORD_AGE,
    journal: openJournal(folder),
    onLog,
    async deliver(Records) {
      lambda ??= startFunction(source, standIns, parts);
      const answer = await lambda.invoke({ Records });
      if ("payload" in answer) return answer.payload as BatchAnswer;
      throw new Error(`${answer.errorType}: ${answer.errorMessage}`);
    },
  });
  closing.add(async () => {
    await streams.close();
    await lambda?.close();
  });
  return streams;
}

function startFunction(
  { tableName }: DynamoDbDataSource,
  { cognito, messages, events }: StandIns,
  { folder, settings, state, dynamodbUrl, clock, onLog }: StreamParts,
): Lambda {
  const local = localFunction({
    name: "stream",
    folder,
    define: bake(settings, STREAM_SETTINGS),
    credentials: state.stream,
    environment: {
      TOKENS_TABLE: tableName,
      USER_POOL_ID: state.pool.id,
      EVENT_BUS,
      DELIVER_TESTS: "true",
    } satisfies StreamEnvironment,
    endpoints: {
      DYNAMODB: dynamodbUrl,
      COGNITO_IDENTITY_PROVIDER: cognito.url,
      SESV2: messages.sesUrl,
      EVENTBRIDGE: events.url,
    },
    timeoutSeconds: STREAM_TIMEOUT,
  });
  return createLambda({ ...local, concurrency: 1 }, { name: "stream", clock, onLog });
}
