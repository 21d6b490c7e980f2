/** A request whose caller is to be proven. */
export interface RequestToAuthorize {
  /** The API. The method is POST. */
  url: URL;
  /** The JSON that is sent: the query's text and its variables. */
  body: string;
}

/** Who calls. */
export interface Caller {
  /** Makes the headers that prove it; called anew for every attempt. */
  authorize(request: RequestToAuthorize): Promise<Record<string, string>>;
  /** The person who calls, where a call names no other one; backends speak for many, and have none. */
  subject?(): Promise<string>;
  /**
   * Whether a request that was answered 401 is worth another attempt, once, which is authorized anew. So it is for API clients: AppSync answers
   * 401 also when it could not judge their signature.
   */
  triesAgainAfter401?: boolean;
}

/**
 * A signed-in user of the Cognito user pool, or an operator.
 *
 * @param getIdToken gives the current ID token, not the access token: the service needs the claims of the e-mail address and number
 * @throws TypeError from calls for which it gives anything else
 */
export function cognitoUser(getIdToken: () => string | Promise<string>): Caller {
  return {
    authorize: async () => ({ authorization: await getIdToken() }),
    subject: async () => subjectIn(await getIdToken()),
  };
}

/** Whoever forgot a password, or activates an API client: the API key, `apiKey` of the service's outputs, allows nothing else. */
export const apiKey = (key: string): Caller => ({ authorize: async () => ({ "x-api-key": key }) });

function subjectIn(idToken: string): string {
  try {
    const payload = idToken.split(".")[1] ?? "";
    const { sub } = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    if (typeof sub === "string") return sub;
  } catch {
    // What is wrong with it is said below, without the token.
  }
  throw new TypeError("getIdToken gave no ID token of Cognito");
}
