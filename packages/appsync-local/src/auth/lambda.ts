import { parseBody } from "../body.ts";
import type { Caller } from "../contracts.ts";
import type { LambdaAuth, LambdaFunction } from "../description.ts";
import type { HttpRequest } from "../http-server.ts";
import { createExpiringCache } from "./expiring-cache.ts";
import { wholeMatch } from "./expression.ts";
import { type AuthorizerAnswer, readAnswer } from "./lambda-answer.ts";
import { Unauthenticated } from "./refusal.ts";

export type InvokeAuthorizer = (fn: LambdaFunction, event: unknown) => Promise<unknown>;

type TokenBearer = HttpRequest & { requestId: string; connects?: boolean };

/** What AppSync tells of the handshake of a WebSocket. [?] */
const NO_QUERY = { query: "", operationName: null, variables: {} };
const REMEMBERED_ANSWERS = 1_000;
const DEFAULT_TTL_SECONDS = 300;
const MAX_TOKEN_LENGTH = 2_048;
/** There is no account on one machine; AppSync puts the API's own here. */
const ACCOUNT_ID = "000000000000";

/**
 * Identifies callers by what a Lambda authorizer answers for the `Authorization` header. Answers are cached by token alone, as
 * AppSync does, so within its time to live an answer holds for other queries too.
 *
 * @returns the check of one request: the caller, or rejects with Unauthenticated, or with a Refusal if the body is malformed
 * @throws Error when the description's expression is not a regular expression
 */
export function lambdaAuthenticator(
  mode: LambdaAuth,
  { clock, apiId, invoke }: { clock: () => number; apiId: string; invoke: InvokeAuthorizer },
): (token: string, request: TokenBearer) => Promise<Caller> {
  const { identityValidationExpression: expression, ttlSeconds = DEFAULT_TTL_SECONDS } = mode;
  const tokens = expression === undefined ? undefined : wholeMatch(expression, "identityValidationExpression");
  const answers = createExpiringCache<AuthorizerAnswer>(REMEMBERED_ANSWERS, clock);

  async function ask(token: string, request: TokenBearer): Promise<AuthorizerAnswer> {
    const event = eventOf(token, request, apiId);
    const answered = await invoke(mode.function, event).catch((error: unknown) => {
      throw new Unauthenticated(`the authorizer failed: ${error instanceof Error ? error.message : error}`);
    });
    const answer = readAnswer(answered, apiId);
    answers.set(token, answer, clock() + (answer.ttlSeconds ?? ttlSeconds) * 1000);
    return answer;
  }

  return async (token, request) => {
    if (token.length > MAX_TOKEN_LENGTH) {
      throw new Unauthenticated(`the token is longer than ${MAX_TOKEN_LENGTH} characters`);
    }
    if (tokens && !tokens.test(token)) {
      throw new Unauthenticated("the token does not match identityValidationExpression");
    }
    const answer = answers.get(token) ?? (await ask(token, request));
    if (!answer.isAuthorized) throw new Unauthenticated("the authorizer refused the token");
    return {
      mode: "AWS_LAMBDA",
      identity: { resolverContext: answer.resolverContext },
      groups: [],
      mayReach: (type, field) => !answer.deniedFields.has(`${type}.${field}`),
    };
  };
}

function eventOf(token: string, request: TokenBearer, apiId: string) {
  const asked = request.connects ? NO_QUERY : parseBody(request.body, Number.POSITIVE_INFINITY);
  const { query, operationName, variables } = asked;
  return {
    authorizationToken: token,
    requestContext: {
      apiId,
      accountId: ACCOUNT_ID,
      requestId: request.requestId,
      queryString: query,
      operationName,
      variables,
    },
    requestHeaders: request.headers,
  };
}
