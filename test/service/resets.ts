import { setTimeout } from "node:timers/promises";
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
} from "amazon-cognito-identity-js";
import { expect } from "vitest";
import { keyHolder } from "./managed-clients.ts";
import { NO_LIMITS, poolOwner } from "./owner.ts";
import { addPoolUser, administrator } from "./pool-user.ts";
import { LONG_CODE } from "./step-up.ts";
import { type Answer, codeIn, type TestService } from "./support.ts";

/** Forgotten passwords: whoever asks with nothing but the API key, the accounts, and what became of them. */

export const ASK_RESET =
  "mutation Ask($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { id expiresAt resendAfter } }";
export const RESET =
  "mutation Reset($input: ResetPasswordInput!) { resetPassword(input: $input) { status attemptsRemaining } }";

const PLENTY = { quarterHour: 100, day: 1_000 };
/** Settings under which no limit on messages stands between a test and what it is about. */
export const NO_RESET_LIMITS = {
  ...NO_LIMITS,
  resets: { subject: PLENTY, destination: PLENTY, knownDestination: PLENTY },
};

export const OLD_PASSWORD = "Old-Passw0rd!1";
export const NEW_PASSWORD = "New-Passw0rd!2";
/** Of the form of a reset's code. */
export const WRONG_CODE = "000000000000";
/** Seconds after which a slot takes another message. */
export const HOLD = 75;

/** Adds a user of the pool with a verified address, who has chosen a password. @param given attributes */
export async function addAccount(service: TestService, given: Record<string, string> = {}) {
  const added = await addPoolUser(service, given);
  const cognito = administrator(service);
  await cognito.adminSetUserPassword({ ...added.pool, Password: OLD_PASSWORD, Permanent: true });
  cognito.destroy();
  return added;
}

/** Whoever resets a password, in a browser of their own. */
export function stranger(service: TestService) {
  const call = keyHolder(service);
  return {
    /** Calls requestPasswordReset. @returns the whole answer */
    ask: (username: string, more: object = {}) => call(ASK_RESET, { input: { username, channel: "EMAIL", ...more } }),
    /** Calls it, and waits for the follow-up. @returns the payload; fails on errors */
    async request(username: string, more: object = {}) {
      const answer = await this.ask(username, more);
      await settled(service);
      return payloadOf(answer) as { id: string; expiresAt: string; resendAfter: string };
    },
    /** Calls resetPassword. @returns the whole answer */
    reset: (id: string, username: string, code: string, more: object = {}) =>
      call(RESET, { input: { id, username, code, newPassword: NEW_PASSWORD, ...more } }),
    /** Calls it. @returns the status; fails on errors */
    async status(id: string, username: string, code: string, more: object = {}) {
      return payloadOf(await this.reset(id, username, code, more)).status as string;
    },
  };
}

export function payloadOf({ data, errors }: Answer) {
  expect(errors).toBeUndefined();
  return Object.values(data)[0] as Answer["data"];
}

/** The code of the newest message to an address or number. */
export const codeTo = (service: TestService, to: string) => codeIn(service.lastMessageTo(to).text, LONG_CODE);
export const messagesTo = (service: TestService, to: string) =>
  service.messages.inbox.list().filter((message) => message.to === to);

/** Waits until every follow-up is over: each writes one line. */
export async function settled(service: TestService): Promise<void> {
  const asked = () =>
    service.traces.flatMap(({ calls }) => calls).filter(({ dataSource, error }) => dataSource === "Reset" && !error);
  const over = () => service.logs.filter((line) => line.includes('"purpose":"password-reset"'));
  while (over().length < asked().length) await setTimeout(5);
}

/** Signs in by SRP. @throws Error of Cognito, with its name */
export function signIn({ outputs }: TestService, username: string, password: string): Promise<CognitoUserSession> {
  const { userPoolId, userPoolClientId, cognitoUrl } = outputs;
  const pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: userPoolClientId, endpoint: cognitoUrl });
  const user = new CognitoUser({ Username: username, Pool: pool });
  const details = new AuthenticationDetails({ Username: username, Password: password });
  return new Promise((onSuccess, onFailure) => user.authenticateUser(details, { onSuccess, onFailure }));
}

/** Gets new tokens by the refresh token of a session. @throws Error of Cognito, with its name */
export function refresh({ outputs }: TestService, username: string, session: CognitoUserSession): Promise<unknown> {
  const { userPoolId, userPoolClientId, cognitoUrl } = outputs;
  const pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: userPoolClientId, endpoint: cognitoUrl });
  const user = new CognitoUser({ Username: username, Pool: pool });
  return new Promise((resolve, reject) =>
    user.refreshSession(session.getRefreshToken(), (error, fresh) => (error ? reject(error) : resolve(fresh))),
  );
}

/** Makes somebody with a password, who is known on a browser of theirs. @returns them with the `deviceToken` */
export async function knownAccount(service: TestService, given: Record<string, string> = {}) {
  const someone = await poolOwner(service, given);
  const cognito = administrator(service);
  const pool = { UserPoolId: service.outputs.userPoolId, Username: someone.destination };
  await cognito.adminSetUserPassword({ ...pool, Password: OLD_PASSWORD, Permanent: true });
  cognito.destroy();
  return { ...someone, email: someone.destination, deviceToken: await someone.device() };
}

/** Whether somebody signs in with a password. */
export const signsIn = (service: TestService, username: string, password: string): Promise<boolean> =>
  signIn(service, username, password).then(
    () => true,
    ({ code }) => {
      expect(code).toBe("NotAuthorizedException");
      return false;
    },
  );
