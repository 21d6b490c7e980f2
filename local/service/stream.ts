import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DynamoDbDataSource } from "appsync-local";
import { createLambda, type Lambda } from "appsync-local/lambda";
import type { StreamEnvironment } from "../../contract/environment.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { STREAM_SETTINGS } from "../../functions/stream/settings.ts";
import { bake } from "../../settings/bake.ts";
import type { Settings } from "../../settings/schema.ts";
import { openStream, type StreamRecord, type TableStream } from "../dynamodb/index.ts";
import type { Closing } from "./closing.ts";
import { writeSecret } from "./files.ts";
import { EVENT_BUS, type StandIns } from "./stand-ins.ts";
import { type LocalState, REGION } from "./state.ts";

interface StreamParts {
  folder: string;
  settings: Settings;
  state: LocalState;
  clock: () => number;
  pollMilliseconds: number;
  onLog: (line: string) => void;
  closing: Closing;
}

/** Milliseconds between two reads of the stream: Lambda polls as often. */
export const POLL_MILLISECONDS = 250;

/** Opens the stream of the table, which the stream function reads. The function is bundled when there is something to read. */
export function openTokensStream(source: DynamoDbDataSource, standIns: StandIns, parts: StreamParts): TableStream {
  const { clock, pollMilliseconds, onLog, closing } = parts;
  let lambda: Lambda | undefined;
  const stream = openStream(source, {
    clock,
    pollMilliseconds,
    async deliver(records) {
      lambda ??= startFunction(source, standIns, parts);
      await deliverTo(lambda, records, onLog);
    },
  });
  closing.add(async () => {
    await stream.close();
    await lambda?.close();
  });
  return stream;
}

/** Goes on from the record that the function names, if its time ran out. What it fails on is not tried again. */
async function deliverTo(lambda: Lambda, records: StreamRecord[], onLog: (line: string) => void): Promise<void> {
  const answer = await lambda.invoke({ Records: records });
  if (!("payload" in answer)) return onLog(`the stream function failed: ${answer.errorType}: ${answer.errorMessage}`);
  const { batchItemFailures } = answer.payload as { batchItemFailures: { itemIdentifier: string }[] };
  const next = records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === batchItemFailures[0]?.itemIdentifier);
  if (next > 0) await deliverTo(lambda, records.slice(next), onLog);
}

/** It has a role, and so credentials, of its own. */
function startFunction(
  { tableName, endpoint }: DynamoDbDataSource,
  { cognito, messages, events }: StandIns,
  { folder, settings, state, onLog }: StreamParts,
): Lambda {
  const entry = fileURLToPath(new URL("../../functions/stream/handler.ts", import.meta.url));
  const codePath = join(folder, "stream.cjs");
  writeSecret(codePath, bundleFunction(entry, { define: bake(settings, STREAM_SETTINGS) }).code);
  const environment = {
    ...({ TOKENS_TABLE: tableName, USER_POOL_ID: state.pool.id, EVENT_BUS } satisfies StreamEnvironment),
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: state.stream.accessKeyId,
    AWS_SECRET_ACCESS_KEY: state.stream.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: cognito.url,
    AWS_ENDPOINT_URL_SES: messages.sesUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: events.url,
  };
  return createLambda(
    { codePath, timeoutSeconds: 60, memoryMegabytes: 128, concurrency: 1, environment },
    { name: "stream", onLog },
  );
}
