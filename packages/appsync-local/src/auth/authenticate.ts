import { decodeJwt } from "jose";
import type { Caller } from "../contracts.ts";
import type { ApiDescription, AuthMode, AuthType } from "../description.ts";
import { Refusal } from "../errors.ts";
import type { ReceivedRequest } from "../http-server.ts";
import { apiKeyAuthenticator } from "./api-key.ts";
import { cognitoAuthenticator } from "./cognito.ts";
import { iamAuthenticator } from "./iam.ts";
import { type InvokeAuthorizer, lambdaAuthenticator } from "./lambda.ts";
import { oidcAuthenticator } from "./oidc.ts";
import { NOT_AUTHORIZED, Unauthenticated } from "./refusal.ts";

const NO_CREDENTIALS = "Valid authorization header not provided.";
const NO_JWT = "Unable to parse JWT token.";
const SIGV4 = "AWS4-HMAC-SHA256";
/** Three parts in base64url, the first two of which begin as JSON objects do. */
const JWT = /^(?:Bearer +)?(e[yw][\w-]*\.e[yw][\w-]*\.[\w-]*)$/i;

export interface AuthenticatorDeps {
  /** Gives the time by which keys, tokens and signatures expire, in milliseconds since the epoch. */
  clock: () => number;
  apiId: string;
  /** Runs a Lambda authorizer; only an API that has one needs it. */
  invokeAuthorizer?: InvokeAuthorizer;
  /** Gets the reason why a caller was refused, worded for developers. */
  onLog?: (line: string) => void;
}

/** `connects` marks the handshake of a WebSocket, which has no query yet. */
export type IncomingRequest = ReceivedRequest & { requestId: string; connects?: boolean };
export type Authenticator = (request: IncomingRequest) => Promise<Caller>;

/**
 * Makes the check that every request goes through first, which finds out who calls.
 *
 * @returns rejects with a Refusal (401 `UnauthorizedException`) for a caller that no mode of the API knows
 * @throws Error that names what is wrong with the description's modes
 */
export function createAuthenticator(auth: ApiDescription["auth"], deps: AuthenticatorDeps): Authenticator {
  const identify = createIdentifier([auth.default, ...(auth.additional ?? [])], deps);
  const { onLog = () => {} } = deps;
  return async (request) => {
    try {
      return await identify(request);
    } catch (error) {
      if (error instanceof Refusal && !(error instanceof Unauthenticated)) throw error;
      const known = error instanceof Unauthenticated;
      onLog(`request ${request.requestId} was answered 401: ${known ? error.reason : (error as Error).stack}`);
      throw known ? error : new Unauthenticated("unexpected failure");
    }
  };
}

/**
 * The choice of the mode, by what the request carries. An API key wins over an Authorization header where the API takes
 * keys [?]; signatures and JWTs go to a Lambda authorizer only where no IAM, or no issuer of tokens, is there to take them.
 */
function createIdentifier(modes: AuthMode[], deps: AuthenticatorDeps): Authenticator {
  const { clock } = deps;
  const apiKey = single(modes, "API_KEY");
  const iam = single(modes, "AWS_IAM");
  const authorizer = single(modes, "AWS_LAMBDA");
  const byKey = apiKey && apiKeyAuthenticator(apiKey, clock);
  const bySignature = iam && iamAuthenticator(iam, clock);
  const byAuthorizer = authorizer && lambdaAuthenticator(authorizer, { ...deps, invoke: invokerOf(deps) });
  const issuers = issuersOf(modes, clock);

  return async (request) => {
    const { "x-api-key": key, authorization } = request.headers;
    if (byKey && key !== undefined) return byKey(key);
    if (!authorization)
      throw new Unauthenticated(
        "it carries no credentials of a mode that the API has",
        byKey ? NOT_AUTHORIZED : NO_CREDENTIALS,
      );
    if (bySignature && authorization.startsWith(SIGV4)) return bySignature(request);
    const token = issuers.size > 0 ? JWT.exec(authorization)?.[1] : undefined;
    if (token !== undefined) return issuerOf(token, issuers)(token, request.sourceIp);
    if (byAuthorizer) return byAuthorizer(authorization, request);
    throw new Unauthenticated(
      "its Authorization header is for a mode that the API does not have",
      issuers.size > 0 ? NO_JWT : NOT_AUTHORIZED,
    );
  };
}

/** The user pools and OpenID Connect providers of the API, by issuer. */
type Issuers = Map<string, (token: string, sourceIp: string) => Promise<Caller>>;

function issuersOf(modes: AuthMode[], clock: () => number): Issuers {
  const issuers: Issuers = new Map();
  for (const mode of modes) {
    if (mode.type !== "AMAZON_COGNITO_USER_POOLS" && mode.type !== "OPENID_CONNECT") continue;
    const issuer = withoutSlash(mode.issuer);
    if (issuers.has(issuer)) {
      const what = mode.type === "OPENID_CONNECT" ? "issuer" : "user pool";
      throw new Error(`auth has two modes for the ${what} ${mode.issuer}; one is allowed`);
    }
    issuers.set(
      issuer,
      mode.type === "OPENID_CONNECT" ? oidcAuthenticator(mode, clock) : cognitoAuthenticator(mode, clock),
    );
  }
  return issuers;
}

/** The check of the issuer that a token claims to be from. The issuer's keys show whether the claim is true. */
function issuerOf(token: string, issuers: Issuers) {
  const issuer = issuers.get(withoutSlash(claimedIssuer(token)));
  if (!issuer) throw new Unauthenticated(`the token's issuer is not one of ${[...issuers.keys()].join(", ")}`);
  return issuer;
}

const withoutSlash = (issuer: string) => issuer.replace(/\/$/, "");

function claimedIssuer(token: string): string {
  try {
    return decodeJwt(token).iss ?? "";
  } catch {
    throw new Unauthenticated("the token is not a JSON Web Token", NO_JWT);
  }
}

function single<Type extends AuthType>(modes: AuthMode[], type: Type): Extract<AuthMode, { type: Type }> | undefined {
  const found = modes.filter((mode): mode is Extract<AuthMode, { type: Type }> => mode.type === type);
  if (found.length > 1) throw new Error(`auth has ${found.length} modes of type ${type}; one is allowed`);
  return found[0];
}

function invokerOf({ invokeAuthorizer }: AuthenticatorDeps): InvokeAuthorizer {
  if (!invokeAuthorizer) throw new Error("auth has a mode of type AWS_LAMBDA, which needs invokeAuthorizer");
  return invokeAuthorizer;
}
