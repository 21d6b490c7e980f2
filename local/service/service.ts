import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  type ApiDescription,
  type DynamoDbDataSource,
  type Endpoint,
  type Evaluation,
  startAppSync,
  type Trace,
} from "appsync-local";
import { type DynamoDbEngine, startDynamoDb } from "appsync-local/dynamodb";
import type { Settings } from "../../settings/schema.ts";
import { startCognito } from "../cognito/index.ts";
import { endLeftoverEngine, rememberEngine } from "../dynamodb/orphaned-engine.ts";
import { type LocalTable, openTokensTable } from "../dynamodb/tokens-table.ts";
import { startKms } from "../kms/index.ts";
import { startMessages } from "../messages/index.ts";
import { StartProblem } from "../problem.ts";
import { authOf, backendsOf } from "./callers.ts";
import { kmsSource, sendSource } from "./data-sources.ts";
import { type ApiParts, describeApi } from "./describe.ts";
import { claimFolder } from "./folder-lock.ts";
import { openMessageLog } from "./message-log.ts";
import { CHECK_KEY, openFolder, openState, REGION, removeHalves, saveState, writeSecret } from "./state.ts";

export interface ServiceOptions {
  /** Where state is kept. */
  folder: string;
  settings: Settings;
  /** Of the GraphQL endpoint; the inbox and Cognito take the next two. 0: free ones for all. */
  port: number;
  /** An engine of one's own instead of the embedded one. */
  dynamodbUrl?: string;
  /** Epoch milliseconds: what steps, tokens and the sweeper see. */
  clock?: () => number;
  onTrace?: (trace: Trace) => void;
  onLog?: (line: string) => void;
  onEvaluate?: (evaluation: Evaluation) => void;
  /** The configuration sets that SES knows: those that another wiring names. Default: none. */
  configurationSets?: string[];
  /** Another wiring than that of `pipelines.ts`, over the same parts. */
  describe?: (parts: ApiParts) => ApiDescription;
}

/** The keys of the deployed stack's outputs, and some that only one machine has. */
export interface Outputs {
  region: string;
  graphqlUrl: string;
  userPoolId: string;
  userPoolClientId: string;
  cognitoUrl: string;
  pid: number;
  dynamodbUrl: string;
  inboxUrl: string;
  backends: { accessKeyId: string; secretAccessKey: string; userArn: string }[];
}

export interface Service {
  outputs: Outputs;
  endpoint: Endpoint;
  table: LocalTable;
  /** Stand-ins, for provoking faults over the wire. */
  kms: Awaited<ReturnType<typeof startKms>>;
  messages: Awaited<ReturnType<typeof startMessages>>;
  cognito: Awaited<ReturnType<typeof startCognito>>;
  /** Resolves when the embedded engine has ended under the service, which cannot answer then; says what to do. */
  lost: Promise<StartProblem>;
  close(): Promise<void>;
}

/** What GraphiQL begins with: how to get in, and the first thing to ask. */
const PAGE = {
  headers: { Authorization: "<paste here what this prints: npm run -s demo -- --token>" },
  query: `# Put a token into the headers below, then run this; the code arrives in the inbox.
mutation {
  requestOtp(input: { channel: EMAIL }) {
    token { id destination expiresAt resendAfter }
    limits { name remaining resetsAt }
  }
}
`,
};
const TABLE = "Tokens";
const SAVE_MILLISECONDS = 200;

/**
 * Starts the whole service: the engine, stand-ins for KMS, SNS, SES and Cognito, and the API over them. State survives a kill.
 *
 * @throws StartProblem, whose message says what to do; or what `listen` says, e.g. EADDRINUSE
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { folder, settings, port, clock = Date.now, onTrace, onLog = () => {}, onEvaluate } = options;
  const { describe = describeApi } = options;
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    openFolder(folder);
    closing.push(claimFolder(folder));
    removeHalves(folder);
    const outputsFile = join(folder, "outputs.json");
    rmSync(outputsFile, { force: true });
    const state = openState(folder, settings);
    const engine = options.dynamodbUrl ? undefined : await startEngine(folder, closing);
    const dynamodbUrl = options.dynamodbUrl ?? (engine as DynamoDbEngine).endpoint;
    const tokens: DynamoDbDataSource = {
      type: "AMAZON_DYNAMODB",
      tableName: TABLE,
      region: REGION,
      endpoint: dynamodbUrl,
      credentials: state.api,
    };
    const nth = (n: number) => (port === 0 ? 0 : port + n);
    const log = openMessageLog(folder);
    const parts = [
      openTokensTable(tokens, clock),
      startKms(state.keys, { onLog }),
      startMessages({
        port: nth(1),
        clock,
        state: log.state,
        verifiedIdentities: [settings.email.from],
        configurationSets: options.configurationSets,
        onChange: (added) => log.keep(() => messages.snapshot(), added),
        onLog,
      }),
      startCognito(state.pool, { port: nth(2), clock, onChange: () => keepState(), onLog }),
    ] as const;
    for (const part of await Promise.allSettled(parts)) {
      if (part.status === "fulfilled") closing.push(() => part.value.close());
    }
    const [table, kms, messages, cognito] = await Promise.all(parts);
    const keepState = eventually(() => saveState(folder, state), closing);
    const dataSources = {
      Tokens: tokens,
      Kms: kmsSource(kms.url, state),
      Send: sendSource(folder, settings, state, kms.url, messages),
    };
    const description = describe({
      settings,
      dataSources,
      environment: { TOKENS_TABLE: TABLE, CHECK_KEY_ID: CHECK_KEY },
      auth: authOf(state, settings, cognito.url),
    });
    const endpoint = await startAppSync(description, { port, clock, page: PAGE, onTrace, onLog, onEvaluate });
    closing.push(() => endpoint.close());
    const outputs: Outputs = {
      region: REGION,
      graphqlUrl: endpoint.url,
      userPoolId: state.pool.id,
      userPoolClientId: state.pool.clientId,
      cognitoUrl: cognito.url,
      pid: process.pid,
      dynamodbUrl,
      inboxUrl: messages.inboxUrl,
      backends: backendsOf(state, settings).map(({ accessKeyId, secretAccessKey, userArn }) => ({
        accessKeyId,
        secretAccessKey,
        userArn,
      })),
    };
    writeSecret(outputsFile, outputs);
    closing.push(() => rmSync(outputsFile, { force: true }));
    return { outputs, endpoint, table, kms, messages, cognito, lost: lossOf(engine, closing), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startEngine(folder: string, closing: (() => unknown)[]): Promise<DynamoDbEngine> {
  endLeftoverEngine(folder);
  const engine = await startDynamoDb({ dbPath: join(folder, "tokens.db") });
  rememberEngine(folder, engine.pid);
  closing.push(() => engine.stop());
  return engine;
}

/** An engine of one's own may come back; the embedded one does not. */
function lossOf(engine: DynamoDbEngine | undefined, closing: (() => unknown)[]): Promise<StartProblem> {
  return new Promise((resolve) => {
    void engine?.ended.then(() => {
      // Whoever closes the service ends the engine, too.
      if (closing.length > 0)
        resolve(new StartProblem("the embedded engine has ended: start again; what was answered is kept"));
    });
  });
}

/** Calls `save` a little after the first change, and once more at the end if something is still unsaved. */
function eventually(save: () => void, closing: (() => unknown)[]): () => void {
  let timer: NodeJS.Timeout | undefined;
  const now = () => {
    clearTimeout(timer);
    timer = undefined;
    save();
  };
  closing.push(() => timer && now());
  return () => {
    timer ??= setTimeout(now, SAVE_MILLISECONDS);
  };
}
