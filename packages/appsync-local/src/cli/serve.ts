import type { ApiDescription, CognitoAuth, OidcAuth } from "../description.ts";
import { startDynamoDb } from "../dynamodb/engine.ts";
import { type Endpoint, startAppSync } from "../server.ts";
import { readAssembly } from "../template/assembly.ts";
import type { LocalCallers } from "../template/auth-modes.ts";
import type { Arguments } from "./arguments.ts";
import { createLoader, type Loaded } from "./load.ts";
import { localPages } from "./local-pages.ts";
import { changes, started } from "./report.ts";
import { createTableKeeper } from "./tables.ts";
import { startTokenSigner, type TokenSigner } from "./token-signer.ts";
import { watchFiles } from "./watch.ts";

/** Keys that no account has. They sign calls of the engine, and callers of the mode AWS_IAM sign with them. */
export const CREDENTIALS = { accessKeyId: "LOCALACCESSKEYID0000", secretAccessKey: "local-secret-access-key" };

export interface Terminal {
  print(text: string): void;
  /** For what a person watches: progress, logs, trouble. */
  note(text: string): void;
}

/** A served template. */
export interface Served {
  endpoint: Endpoint;
  close(): Promise<void>;
}

/**
 * Serves a template until it is closed: the engine with its tables, the issuer of tokens if one is needed, the API, and the look-out for changes.
 *
 * @throws TemplateError, or what `listen` says
 */
export async function serve(args: Arguments, { print, note }: Terminal): Promise<Served> {
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each();
  };
  // What is no template at all is told before anything is started.
  readAssembly(args.path);
  try {
    const engine = args.dynamodb === null ? await startDynamoDb(args.db === null ? {} : { dbPath: args.db }) : null;
    if (engine) closers.push(() => engine.stop());
    const dynamoDb = args.dynamodb ?? (engine?.endpoint as string);
    const signer = await startTokenSigner();
    closers.push(() => signer.close());

    const loader = createLoader(args, {
      engine: { endpoint: dynamoDb, credentials: CREDENTIALS },
      callers: callersOf(args, signer),
    });
    closers.push(() => loader.close());
    const tables = createTableKeeper(dynamoDb, args.region, CREDENTIALS);
    closers.push(() => tables.close());

    let current = loader.load();
    await tables.keep(current.tables);
    const endpoint: Endpoint = await startAppSync(current.description, {
      ...{ port: args.port, host: args.host, onLog: note, page: { headers: pageHeaders(current.description) } },
      serveOther: localPages({
        signer,
        mode: () => localMode(current.description, args, signer),
        endpoint: () => endpoint,
      }),
    });
    closers.push(() => endpoint.close());
    print(
      started(current, endpoint, {
        credentials: CREDENTIALS,
        dynamoDb,
        tokens: localMode(current.description, args, signer) !== null,
      }),
    );

    async function reload(): Promise<void> {
      const begun = performance.now();
      try {
        const next: Loaded = loader.load();
        const renewed = await tables.keep(next.tables);
        endpoint.replace(next.description);
        note(changes(current, next, renewed, performance.now() - begun));
        current = next;
      } catch (error) {
        note(`Not reloaded, the last one goes on: ${(error as Error).message}`);
      }
    }
    if (args.watch) closers.push(watchFiles(loader.files, reload));
    return { endpoint, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The callers of a served template: keys of this package, and tokens of the issuer here unless another one is given. */
export function callersOf({ userPool, oidc }: Arguments, signer: Pick<TokenSigner, "url">): LocalCallers {
  return {
    credentials: CREDENTIALS,
    userPool: (mode) =>
      userPool === null ? { ...mode, jwksUri: `${signer.url}/keys` } : { ...mode, issuer: userPool },
    oidc(mode) {
      if (oidc === null) return mode;
      return { ...mode, issuer: oidc === "local" ? signer.url : oidc };
    },
  };
}

/** The mode that takes tokens which are signed here. */
function localMode(
  { auth }: ApiDescription,
  { userPool }: Arguments,
  { url }: TokenSigner,
): CognitoAuth | OidcAuth | null {
  for (const mode of [auth.default, ...(auth.additional ?? [])]) {
    if (mode.type === "AMAZON_COGNITO_USER_POOLS" && userPool === null) return mode;
    if (mode.type === "OPENID_CONNECT" && mode.issuer === url) return mode;
  }
  return null;
}

/** What GraphiQL begins with: the API key, if there is one. */
function pageHeaders({ auth }: ApiDescription): Record<string, string> {
  const mode = [auth.default, ...(auth.additional ?? [])].find((each) => each.type === "API_KEY");
  const key = mode?.type === "API_KEY" ? mode.keys[0]?.key : undefined;
  return key === undefined ? { Authorization: "" } : { "x-api-key": key };
}
