import {
  accessKeyIdOf,
  createWireFaults,
  jsonProtocol,
  type Operation,
  type ServeOptions,
  serveWire,
  type WireAnswer,
  WireError,
  type WireFaults,
  type WireHandler,
  type WireServer,
} from "../wire/index.ts";
import { accountOperations } from "./account.ts";
import { administrationOperations } from "./administration.ts";
import { authenticationOperations } from "./authentication.ts";
import { createChallenges } from "./challenges.ts";
import { clientOf } from "./clients.ts";
import { notFound } from "./errors.ts";
import { userIdOf } from "./identities.ts";
import { type Input, text } from "./input.ts";
import { type Attempt, createLockout } from "./lockout.ts";
import type { PoolState } from "./pool.ts";
import { startSession } from "./sessions.ts";
import { createSignIn } from "./sign-in.ts";
import { createTokens, type TokenSet } from "./tokens.ts";

interface CognitoOptions {
  /** Milliseconds since the epoch. Default: the system's. */
  clock?: () => number;
  /** Returns the address at which this handler is served, such as `http://127.0.0.1:4001`. Tokens name it; each use calls this again. */
  url: () => string;
  /** Called after each change of the state. */
  onChange?: () => void;
  /** Receives the error when an operation fails unexpectedly. */
  onLog?: (text: string) => void;
}

interface Cognito {
  handle: WireHandler;
  /** Makes calls fail, by the name of the operation. */
  faults: WireFaults;
  /**
   * Signs a user in without a password, for programs that hold the pool itself.
   *
   * @throws WireError when the pool has no such user or client
   */
  tokensOf(username: string, clientId: string): Promise<TokenSet>;
  /** Forgets wrong passwords, and so unlocks whom they have locked. */
  forgetFailures(): void;
}

type Operations = Record<string, Operation<Input>>;

/** Clients may cache the keys for a day, as a pool's keys do not change. */
const KEYS_MAX_AGE_SECONDS = 86_400;

/**
 * Serves a user pool as clients of Amazon Cognito see it: the JSON protocol, and the public keys at
 * `GET /<userPoolId>/.well-known/jwks.json`. Calls of backends must be signed with SigV4, but the signature is not verified.
 * Open challenges and the counts of wrong passwords are not part of the state: they end with the process.
 *
 * @param state changed in place
 */
export function createCognito(state: PoolState, options: CognitoOptions): Cognito {
  const { clock = Date.now, url, onChange: changed = () => {}, onLog } = options;
  const tokens = createTokens(state, clock, () => `${url()}/${state.id}`);
  let lockout = createLockout(clock);
  const attempt: Attempt = (userId, check) => lockout(userId, check);
  const deps = { state, clock, changed, tokens, challenges: createChallenges(clock), attempt };
  const authentication = authenticationOperations(state, createSignIn(deps));
  const account = accountOperations(deps);
  const faults = createWireFaults();
  const speak = jsonProtocol({
    prefix: "AWSCognitoIdentityProviderService",
    operations: {
      ...authentication.forClients,
      ...account.forClients,
      ...account.byAccessToken,
      ...forBackend(state, { ...authentication.forBackends, ...administrationOperations(deps) }),
      ...blocked(state),
    },
    faults,
    onLog,
  });
  const keysPath = `/${state.id}/.well-known/jwks.json`;
  const keys: WireAnswer = {
    status: 200,
    headers: { "content-type": "application/json", "cache-control": `public, max-age=${KEYS_MAX_AGE_SECONDS}` },
    body: JSON.stringify(tokens.jwks),
  };
  return {
    faults,
    async tokensOf(username, clientId) {
      const user = state.users[userIdOf(state, username)];
      if (!user) throw notFound(`User ${username} does not exist.`);
      const signedIn = startSession(state, clientOf(state, clientId), user.sub, clock());
      changed();
      return tokens.issue(user, signedIn);
    },
    forgetFailures() {
      lockout = createLockout(clock);
    },
    handle: (request) => (request.method === "GET" && request.path === keysPath ? keys : speak(request)),
  };
}

export type CognitoServer = WireServer & Omit<Cognito, "handle">;

/** Serves a user pool on its own port. `url` is `http://<host>:<port>`. */
export async function startCognito(
  state: PoolState,
  options: Omit<CognitoOptions, "url"> & ServeOptions = {},
): Promise<CognitoServer> {
  const { port, host, cors, ...rest } = options;
  let url = "";
  const { handle, ...control } = createCognito(state, { ...rest, url: () => url });
  const server = await serveWire(handle, { port, host, cors, clock: rest.clock });
  url = server.url;
  return { ...server, ...control };
}

/** AWS WAF answers these before Cognito sees them. [?] */
const blocked = ({ settings }: PoolState): Operations =>
  Object.fromEntries(
    settings.blockedOperations.map((name) => [
      name,
      () => {
        throw new WireError("ForbiddenException", "Request not allowed due to WAF block.", 403);
      },
    ]),
  );

/** Operations that name the pool. Only callers with AWS credentials may use them. */
const forBackend = (state: PoolState, operations: Operations): Operations =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      (input, call) => {
        if (accessKeyIdOf(call.headers) === null) {
          throw new WireError("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        const poolId = text(input, "UserPoolId");
        if (poolId !== state.id) throw notFound(`User pool ${poolId} does not exist.`);
        return operation(input, call);
      },
    ]),
  );
