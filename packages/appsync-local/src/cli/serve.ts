import type { ApiDescription } from "../description.ts";
import { startDynamoDb } from "../dynamodb/engine.ts";
import { callersIn, type PageCaller } from "../graphiql/callers.ts";
import { isLoopback } from "../loopback.ts";
import { type Endpoint, startAppSync } from "../server.ts";
import { readAssembly } from "../template/assembly.ts";
import type { LocalCallers } from "../template/auth-modes.ts";
import type { Arguments } from "./arguments.ts";
import { createLoader, type Loaded } from "./load.ts";
import { localPages } from "./local-pages.ts";
import { changes, started } from "./report.ts";
import { createTableKeeper } from "./tables.ts";
import { tokenHolders } from "./token-holders.ts";
import { type SignToken, startTokenSigner, type TokenSigner } from "./token-signer.ts";
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
    const signToken = () => signTokenOf(current.description, args, signer);
    const endpoint: Endpoint = await startAppSync(current.description, {
      ...{ port: args.port, host: args.host, onLog: note },
      page: { callers: () => pageCallers(current.description, signToken()) },
      serveOther: localPages({ signToken, endpoint: () => endpoint, forOthers: !isLoopback(args.host) }),
    });
    closers.push(() => endpoint.close());
    print(
      started(current, endpoint, {
        credentials: CREDENTIALS,
        dynamoDb,
        tokens: signToken() !== null,
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

/** Signs tokens for the mode that takes those which are signed here; null where the API has none. */
function signTokenOf({ auth }: ApiDescription, { userPool }: Arguments, signer: TokenSigner): SignToken | null {
  for (const mode of [auth.default, ...(auth.additional ?? [])]) {
    if (mode.type === "AMAZON_COGNITO_USER_POOLS" && userPool === null)
      return (holder) => signer.userToken(mode, holder);
    if (mode.type === "OPENID_CONNECT" && mode.issuer === signer.url) return (holder) => signer.oidcToken(mode, holder);
  }
  return null;
}

/** As whom GraphiQL sends: the default mode's callers come first. */
function pageCallers(description: ApiDescription, signToken: SignToken | null): PageCaller[] {
  const holders = signToken ? tokenHolders(description.schema, signToken) : [];
  const others = callersIn(description);
  const byToken = ["AMAZON_COGNITO_USER_POOLS", "OPENID_CONNECT"].includes(description.auth.default.type);
  return byToken ? [...holders, ...others] : [...others, ...holders];
}
