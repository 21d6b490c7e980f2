import { rmSync } from "node:fs";
import { join } from "node:path";
import { type ApiDescription, type Endpoint, type Evaluation, startAppSync, type Trace } from "appsync-local";
import { createWire } from "appsync-local/dynamodb";
import { JWKS_PATH } from "../../contract/proof.ts";
import { CLIENTS_TABLE, FACTORS_TABLE, RESETS_TABLE, TOKENS_TABLE } from "../../contract/tables.ts";
import type { Settings } from "../../settings/schema.ts";
import { type Sweeper, startSweeper, type TableStreams } from "../dynamodb/index.ts";
import type { Link } from "../page/index.ts";
import { authOf } from "./callers.ts";
import { createClosing } from "./closing.ts";
import { accountSource, authorizerMode, kmsSource, resetSource, sendSource } from "./data-sources.ts";
import { type ApiParts, describeApi } from "./describe.ts";
import { serveEngineByClock } from "./engine-by-clock.ts";
import { openFolder, removeUnfinished, writeSecret } from "./files.ts";
import { lockFolder } from "./folder-lock.ts";
import { graphiqlPage } from "./graphiql-page.ts";
import { type Outputs, outputsOf } from "./outputs.ts";
import { servePage } from "./page.ts";
import { PROOF_KEY_VERSION } from "./public-files.ts";
import { serveRecorded } from "./recorded-engine.ts";
import { createReset } from "./reset.ts";
import { type StandIns, startStandIns } from "./stand-ins.ts";
import type { StartProblem } from "./start-problem.ts";
import { CHECK_KEY, CLIENT_KEY, openState, PROOF_KEY } from "./state.ts";
import { openTableStreams, POLL_MILLISECONDS } from "./stream.ts";
import {
  CLIENTS_TABLE_NAME,
  createOrExplain,
  FACTORS_TABLE_NAME,
  lossOf,
  RESETS_TABLE_NAME,
  startFolderEngine,
  TABLE_NAME,
  tableSource,
} from "./table.ts";
import { WEBHOOK_WIRING, type WebhookWiring } from "./webhook-wiring.ts";
import { openWebhooks, type Webhooks } from "./webhooks.ts";

export interface ServiceOptions {
  /** Where state is kept. */
  folder: string;
  settings: Settings;
  /** The port of the GraphQL endpoint; the inbox, Cognito, the public files and the events take the next four. 0 picks free ones for all. */
  port: number;
  /** The URL of a DynamoDB-compatible engine to use instead of the embedded one. */
  dynamodbUrl?: string;
  /** What runs the demo against this folder. Default `npm run -s demo`. */
  demoCommand?: string;
  /** Epoch milliseconds, as steps, tokens and the sweeper see them. */
  clock?: () => number;
  onTrace?: (trace: Trace) => void;
  onLog?: (line: string) => void;
  onEvaluate?: (evaluation: Evaluation) => void;
  /** Milliseconds between two reads of the streams. Default 250. With `Infinity` only `streams.read` reads. */
  pollMilliseconds?: number;
  /** The configuration sets that SES knows, for a wiring that names some. Default: none. */
  configurationSets?: string[];
  /** Another wiring of the same parts than that of `pipelines.ts`. */
  describe?: (parts: ApiParts) => ApiDescription;
  /** Another wiring of webhooks than this machine's. */
  webhooks?: WebhookWiring;
}

export interface Service extends StandIns {
  outputs: Outputs;
  endpoint: Endpoint;
  sweeper: Sweeper;
  streams: TableStreams;
  webhooks: Webhooks;
  /** Resolves when the embedded engine has ended under the service, which cannot answer then; says what to do. */
  lost: Promise<StartProblem>;
  close(): Promise<void>;
}

/**
 * Starts the whole service: the engine, the stand-ins for AWS services, the functions, and the API over them. State survives a kill.
 *
 * @throws StartProblem, whose message says what to do; or the error of `listen`, e.g. EADDRINUSE
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { folder, settings, port, clock = Date.now, onTrace, onLog = () => {}, onEvaluate } = options;
  const { describe = describeApi, webhooks: wiring = WEBHOOK_WIRING, demoCommand = "npm run -s demo" } = options;
  const closing = createClosing();
  try {
    openFolder(folder);
    closing.add(lockFolder(folder));
    removeUnfinished(folder);
    const outputsFile = join(folder, "outputs.json");
    rmSync(outputsFile, { force: true });
    const state = openState(folder, settings);

    const engine = options.dynamodbUrl ? undefined : await startFolderEngine(folder, closing);
    const dynamodbUrl = options.dynamodbUrl ?? (engine?.endpoint as string);
    const engineByClock = clock === Date.now ? null : await serveEngineByClock(dynamodbUrl, clock);
    if (engineByClock) closing.add(() => engineByClock.close());
    const functionsEngine = { dynamodbUrl: engineByClock?.url ?? dynamodbUrl };
    const source = tableSource(dynamodbUrl, state);
    const factorsSource = tableSource(dynamodbUrl, state, FACTORS_TABLE_NAME);
    const clientsSource = tableSource(dynamodbUrl, state, CLIENTS_TABLE_NAME);
    const resetsSource = tableSource(dynamodbUrl, state, RESETS_TABLE_NAME);
    const engineOptions = { clock, isNamed: options.dynamodbUrl !== undefined };
    // The address of the API is known last.
    let links: Link[] = [];
    const pages = { demoCommand, links: () => links };
    const whole = Promise.withResolvers<() => Promise<void>>();
    const reset = async () => (await whole.promise)();
    const starting = [
      startStandIns({ ...options, ...pages, reset, webhooks: wiring, state, clock, onLog, closing }),
      createOrExplain(source, TOKENS_TABLE, engineOptions),
      createOrExplain(factorsSource, FACTORS_TABLE, engineOptions),
      createOrExplain(clientsSource, CLIENTS_TABLE, engineOptions),
      createOrExplain(resetsSource, RESETS_TABLE, engineOptions),
    ] as const;
    // All are awaited even if one fails, so that everything that has started is closed.
    await Promise.allSettled(starting);
    const [standIns] = await Promise.all(starting);
    const { kms, messages, cognito, publicFiles } = standIns;
    const { pollMilliseconds = POLL_MILLISECONDS } = options;
    const parts = { folder, settings, state, clock, pollMilliseconds, onLog, closing, ...functionsEngine };
    const streams = await openTableStreams(source, standIns, parts);
    whole.resolve(createReset({ source, streams, standIns, clock, closing }));
    const recordedWire = streams.wrap(createWire(factorsSource, clock));
    closing.add(() => recordedWire.close());
    const recorded = await serveRecorded(recordedWire, clock, onLog);
    closing.add(() => recorded.close());
    const sweeper = startSweeper(streams.wrapTimeToLive(createWire(source, clock)), TABLE_NAME, TOKENS_TABLE, clock);
    closing.add(() => sweeper.close());
    const resetsSweeper = startSweeper(createWire(resetsSource, clock), RESETS_TABLE_NAME, RESETS_TABLE, clock);
    closing.add(() => resetsSweeper.close());
    const webhooks = openWebhooks(standIns, { ...parts, wiring });

    const description = describe({
      settings,
      dataSources: {
        Tokens: source,
        Factors: factorsSource,
        Clients: clientsSource,
        Resets: resetsSource,
        Kms: kmsSource(kms.url, state),
        Send: sendSource(folder, settings, state, kms.url, messages),
        Reset: resetSource(folder, settings, state, {
          kmsUrl: kms.url,
          ...functionsEngine,
          cognitoUrl: cognito.url,
          snsUrl: messages.snsUrl,
          sesUrl: messages.sesUrl,
        }),
        Account: accountSource(folder, settings, state, { cognitoUrl: cognito.url, recordedUrl: recorded.url }),
      },
      environment: {
        TOKENS_TABLE: TABLE_NAME,
        FACTORS_TABLE: FACTORS_TABLE_NAME,
        RESETS_TABLE: RESETS_TABLE_NAME,
        CHECK_KEY_1: CHECK_KEY,
        CLIENT_KEY_1: CLIENT_KEY,
        OPERATORS_CLIENT_ID: state.pool.clientIds.operators,
        PROOF_KEY,
        PROOF_KEY_VERSION,
        PROOF_ISSUER: publicFiles.url,
        WEBHOOK_LOOPBACK: "true",
      },
      auth: authOf(
        state,
        settings,
        cognito.url,
        authorizerMode(folder, state, { kmsUrl: kms.url, ...functionsEngine }),
      ),
    });
    const { inboxUrl, resetUrl } = messages;
    const { eventsUrl } = standIns.events;
    const endpoint = await startAppSync(description, {
      port,
      clock,
      page: graphiqlPage(state, settings, standIns, clock),
      serveOther: servePage(settings, state, standIns),
      onTrace,
      onLog,
      wrapWire: streams.wrap,
      onEvaluate,
      // The tests check the service's bundles: a start need not wait for a compiler.
      checkTypes: false,
    });
    closing.add(() => endpoint.close());
    links = [
      { name: "Inbox", url: inboxUrl },
      { name: "Events", url: eventsUrl },
      { name: "GraphiQL", url: endpoint.url },
    ];

    const proofs = { proofIssuer: publicFiles.url, jwksUrl: publicFiles.url + JWKS_PATH };
    const pageUrl = new URL("/", endpoint.url).href;
    const urls = {
      pageUrl,
      graphqlUrl: endpoint.url,
      cognitoUrl: cognito.url,
      ...proofs,
      dynamodbUrl,
      inboxUrl,
      resetUrl,
      eventsUrl,
    };
    const outputs = outputsOf(state, settings, urls);
    writeSecret(outputsFile, outputs);
    closing.add(() => rmSync(outputsFile, { force: true }));
    const lost = lossOf(engine, closing);
    return { outputs, endpoint, sweeper, streams, webhooks, ...standIns, lost, close: closing.closeAll };
  } catch (error) {
    await closing.closeAll();
    throw error;
  }
}
