import { timingSafeEqual } from "node:crypto";
import { checkedAttributes, checkWritable } from "./attributes.ts";
import type { Challenges } from "./challenges.ts";
import type { Client } from "./clients.ts";
import { invalidParameter, notAuthorized, wrongPassword } from "./errors.ts";
import { credentialOfId, userIdOf } from "./identities.ts";
import { type Attribute, type Input, parameter } from "./input.ts";
import type { Attempt } from "./lockout.ts";
import { checkPassword } from "./passwords.ts";
import { identityOf, type PoolState, type User } from "./pool.ts";
import { resumeSession, startSession } from "./sessions.ts";
import { beginExchange, claimOf, matches, sessionKey } from "./srp.ts";
import type { Tokens } from "./tokens.ts";
import { setPassword } from "./users.ts";

export interface SignInDeps {
  state: PoolState;
  clock: () => number;
  /** Called when the state has changed. */
  changed: () => void;
  tokens: Tokens;
  challenges: Challenges;
  attempt: Attempt;
}

/** The steps of a sign-in through an app client. Each takes Cognito's parameters, and answers with tokens or the next challenge. */
export interface SignIn {
  beginSrp(client: Client, parameters: Input): object;
  byPassword(client: Client, parameters: Input): Promise<object>;
  byRefreshToken(client: Client, parameters: Input): Promise<object>;
  verifyPassword(client: Client, responses: Input): Promise<object>;
  setNewPassword(client: Client, responses: Input, session: string | undefined): Promise<object>;
}

const TIMESTAMP = /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) [A-Z][a-z]{2} [1-9]\d? \d\d:\d\d:\d\d UTC \d{4}$/;
const ATTRIBUTE_PREFIX = "userAttributes.";

export function createSignIn({ state, clock, changed, tokens, challenges, attempt }: SignInDeps): SignIn {
  /** @throws WireError unless the check finds the password right */
  function prove(userId: string, check: () => boolean): User {
    const outcome = attempt(userId, check);
    if (outcome === "LOCKED") throw notAuthorized("Password attempts exceeded");
    const user = state.users[userId];
    if (outcome === "WRONG" || !user) throw wrongPassword();
    return user;
  }

  /** Continues after the right password. Only now may the answer say that the user is disabled. */
  async function proceed(client: Client, user: User): Promise<object> {
    checkEnabled(user);
    if (user.status === "FORCE_CHANGE_PASSWORD") return askForNewPassword(client, user);
    const { refreshToken, ...signedIn } = startSession(state, client, user.sub, clock());
    changed();
    return answer({ ...(await tokens.issue(user, signedIn)), RefreshToken: refreshToken });
  }

  const askForNewPassword = (client: Client, user: User) => ({
    ChallengeName: "NEW_PASSWORD_REQUIRED",
    Session: challenges.open({ name: "NEW_PASSWORD_REQUIRED", clientId: client.id, userId: user.sub }),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.sub,
      requiredAttributes: "[]",
      userAttributes: JSON.stringify(user.attributes),
    },
  });

  /** Clients answer with the user id from the challenge, or with the name that they began with. */
  function checkUser(responses: Input, userId: string): void {
    const name = parameter(responses, "USERNAME");
    if (name !== userId && userIdOf(state, name) !== userId) throw notAuthorized("Invalid session for the user.");
  }

  return {
    beginSrp(client, parameters) {
      const userId = userIdOf(state, parameter(parameters, "USERNAME"));
      const credential = credentialOfId(state, userId);
      const exchange = beginExchange(credential, parameter(parameters, "SRP_A"));
      if (!exchange) throw invalidParameter("SRP_A is not a valid public number."); // [?]
      return {
        ChallengeName: "PASSWORD_VERIFIER",
        ChallengeParameters: {
          USER_ID_FOR_SRP: userId,
          USERNAME: userId,
          SALT: credential.salt,
          SRP_B: exchange.B.toString(16),
          // The block identifies the session: every client sends it back, but not every client sends back a Session here.
          SECRET_BLOCK: challenges.open({ name: "PASSWORD_VERIFIER", clientId: client.id, userId, exchange }),
        },
      };
    },

    async byPassword(client, parameters) {
      const userId = userIdOf(state, parameter(parameters, "USERNAME"));
      const password = parameter(parameters, "PASSWORD");
      const check = () => matches(credentialOfId(state, userId), identityOf(state, userId), password);
      return proceed(client, prove(userId, check));
    },

    async byRefreshToken(client, parameters) {
      const signedIn = resumeSession(state, client, parameter(parameters, "REFRESH_TOKEN"), clock());
      const user = state.users[signedIn.session.user] as User;
      checkEnabled(user);
      return answer(await tokens.issue(user, signedIn));
    },

    async verifyPassword(client, responses) {
      const block = parameter(responses, "PASSWORD_CLAIM_SECRET_BLOCK");
      const claim = Buffer.from(parameter(responses, "PASSWORD_CLAIM_SIGNATURE"), "base64");
      const timestamp = parameter(responses, "TIMESTAMP");
      if (!TIMESTAMP.test(timestamp)) {
        throw invalidParameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
      }
      const { userId, exchange } = challenges.take(block, "PASSWORD_VERIFIER", client.id);
      checkUser(responses, userId);
      const user = prove(userId, () => {
        const key = sessionKey(exchange, credentialOfId(state, userId));
        const right = claimOf(key, identityOf(state, userId), Buffer.from(block, "base64"), timestamp);
        return claim.length === right.length && timingSafeEqual(claim, right);
      });
      return proceed(client, user);
    },

    async setNewPassword(client, responses, session) {
      const password = parameter(responses, "NEW_PASSWORD");
      if (!session) throw invalidParameter("Missing required parameter Session");
      const changes = attributeChanges(responses);
      // Mistakes that the user can correct leave the session open for another try.
      checkPassword(password, state.settings.passwordPolicy);
      checkWritable(client, changes);
      const { userId } = challenges.take(session, "NEW_PASSWORD_REQUIRED", client.id);
      checkUser(responses, userId);
      const user = state.users[userId];
      // In the meantime somebody may have set the password or deleted the user.
      if (user?.status !== "FORCE_CHANGE_PASSWORD") throw notAuthorized("Invalid session for the user.");
      checkEnabled(user);
      user.attributes = checkedAttributes(state, user, changes);
      setPassword(state, user, password, "CONFIRMED", clock());
      return proceed(client, user);
    },
  };
}

const answer = (AuthenticationResult: object) => ({ ChallengeParameters: {}, AuthenticationResult });

function checkEnabled({ enabled }: User): void {
  if (!enabled) throw notAuthorized("User is disabled.");
}

const attributeChanges = (responses: Input): Attribute[] =>
  Object.keys(responses)
    .filter((name) => name.startsWith(ATTRIBUTE_PREFIX))
    .map((name) => [name.slice(ATTRIBUTE_PREFIX.length), parameter(responses, name)]);
