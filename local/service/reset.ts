import type { DynamoDbDataSource } from "appsync-local";
import { createWire } from "appsync-local/dynamodb";
import { FACTORS_TABLE, RESETS_TABLE, TOKENS_TABLE } from "../../contract/tables.ts";
import { emptyTable, type TableStreams } from "../dynamodb/index.ts";
import type { Closing } from "./closing.ts";
import type { StandIns } from "./stand-ins.ts";
import { FACTORS_TABLE_NAME, RESETS_TABLE_NAME, TABLE_NAME } from "./table.ts";

interface ResetParts {
  source: DynamoDbDataSource;
  streams: TableStreams;
  standIns: Pick<StandIns, "messages" | "cognito">;
  clock: () => number;
  closing: Closing;
}

/**
 * Makes a function that gives this machine back as a first start leaves it, but for who there is: accounts with their passwords, and API
 * clients. It ends all tokens, and empties limits, guesses, known devices, holds and the inbox. The log of events stays.
 */
export function createReset({ source, streams, standIns, clock, closing }: ResetParts): () => Promise<void> {
  const wire = streams.wrap(createWire(source, clock));
  closing.add(() => wire.close());
  return async () => {
    // What happened before is told first, so that no notice of it comes into the emptied inbox.
    await streams.read();
    await emptyTable(wire, TABLE_NAME, TOKENS_TABLE);
    await emptyTable(wire, RESETS_TABLE_NAME, RESETS_TABLE);
    await emptyTable(wire, FACTORS_TABLE_NAME, FACTORS_TABLE);
    standIns.cognito.forgetFailures();
    standIns.messages.inbox.clear();
  };
}
