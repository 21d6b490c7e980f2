import { signal } from "@preact/signals";
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type ICognitoStorage,
} from "amazon-cognito-identity-js";
import { setServiceTime } from "./clock.ts";
import { config } from "./config.ts";
import type { Key } from "./i18n.ts";

/** Who is signed in. */
export interface Session {
  /** The permanent id of the person. */
  subject: string;
  username: string;
  /** Whether it is an operator who signed in through the operators' app client. */
  operator: boolean;
  /** The verified address and number: codes go nowhere else. */
  email: string | null;
  phone: string | null;
}

/** The one who is signed in; null if nobody is. */
export const session = signal<Session | null>(null);
/** What the sign-in says about how the last session ended; null if there is nothing to say. */
export const farewell = signal<Key | null>(null);

let user: CognitoUser | undefined;

/** Tokens are kept as long as the page is open, and nowhere else. */
function inMemory(): ICognitoStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

/**
 * Signs in by SRP: the password never leaves the page.
 *
 * @returns NEW_PASSWORD where the password has to be replaced first
 * @throws an error with the `name` of Cognito's exception, or NotOperator
 */
export function signIn(username: string, password: string, operator: boolean): Promise<"SIGNED_IN" | "NEW_PASSWORD"> {
  const { userPoolId, userPoolClientId, operatorsClientId, cognitoUrl } = config();
  const Storage = inMemory();
  const pool = new CognitoUserPool({
    UserPoolId: userPoolId,
    ClientId: operator ? operatorsClientId : userPoolClientId,
    ...(cognitoUrl ? { endpoint: cognitoUrl } : {}),
    Storage,
  });
  const signingIn = new CognitoUser({ Username: username, Pool: pool, Storage });
  return new Promise((resolve, onFailure) => {
    signingIn.authenticateUser(new AuthenticationDetails({ Username: username, Password: password }), {
      onSuccess(tokens) {
        if (begin(signingIn, tokens, operator)) resolve("SIGNED_IN");
        else onFailure(notOperator());
      },
      newPasswordRequired() {
        user = signingIn;
        resolve("NEW_PASSWORD");
      },
      onFailure,
    });
  });
}

/** Replaces a first password, and signs in. @throws as `signIn` */
export function setFirstPassword(password: string, operator: boolean): Promise<void> {
  const signingIn = user as CognitoUser;
  return new Promise((resolve, onFailure) => {
    const onSuccess = (tokens: CognitoUserSession) =>
      begin(signingIn, tokens, operator) ? resolve() : onFailure(notOperator());
    signingIn.completeNewPasswordChallenge(password, {}, { onSuccess, onFailure });
  });
}

const notOperator = () => Object.assign(new Error("not in the group of operators"), { name: "NotOperator" });

/** Begins the session. Whoever wants to act for others has to be one who may. @returns whether it began */
function begin(signedIn: CognitoUser, tokens: CognitoUserSession, operator: boolean): boolean {
  const claims = tokens.getIdToken().payload;
  if (operator && !(claims["cognito:groups"] ?? []).includes("admin")) {
    signedIn.signOut(() => {});
    return false;
  }
  user = signedIn;
  const verified = (name: string) => (claims[`${name}_verified`] ? (claims[name] as string) : null);
  // The time at which the pool issued the token is what this device should show now.
  setServiceTime(tokens.getIdToken().getIssuedAt() * 1000);
  farewell.value = null;
  session.value = {
    subject: claims.sub,
    username: claims.email,
    operator,
    email: verified("email"),
    phone: verified("phone_number"),
  };
  return true;
}

/** The current ID token; it is renewed when it has expired. Where that fails, the session is over. */
export function idToken(): Promise<string> {
  return new Promise((resolve, reject) => {
    user?.getSession((error: Error | null, tokens: CognitoUserSession | null) => {
      if (tokens) return resolve(tokens.getIdToken().getJwtToken());
      if (error?.name === "NotAuthorizedException") endSession();
      reject(error);
    });
  });
}

/** Ends a session that the service takes for over. @param why what the sign-in says */
export function endSession(why: Key = "signIn.ended"): void {
  user = undefined;
  farewell.value = why;
  session.value = null;
}

/** Signs out: the refresh token and what came of it are void from now on. */
export function signOut(): void {
  user?.signOut(() => {});
  user = undefined;
  session.value = null;
}
