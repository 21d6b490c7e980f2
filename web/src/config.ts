/** What `config.json` says, which is served beside the page. Addresses may be relative to the page's own. */
export interface Config {
  /** What messages and the page call the service. */
  serviceName: string;
  graphqlUrl: string;
  /** What those call with who are not signed in. It is public: it opens nothing but what anybody may do. */
  apiKey: string;
  userPoolId: string;
  /** The app client that everybody signs in through. */
  userPoolClientId: string;
  /** The app client of operators. */
  operatorsClientId: string;
  /** The endpoint of the user pool, where it is not AWS's own. */
  cognitoUrl?: string;
  /** What a password has to have. */
  passwordPolicy: PasswordPolicy;
  /** What codes can be requested for, beside what steps up. */
  purposes: string[];
  /** Those of them whose verification makes a known device. */
  devicePurposes: string[];
  /** The tenants beside the API clients' own. */
  tenants: string[];
  /** Where the newest audit events are listed. Without it the page shows none. */
  eventsUrl?: string;
  /** Where a browser shows AWS WAF that it is one, if fields that need no sign-in ask for that. It leads back to the page. */
  challengeUrl?: string;
  /** What only one machine has. */
  local?: LocalConfig;
}

/** The user pool's policy, in Cognito's words. */
export interface PasswordPolicy {
  minLength: number;
  requireLowercase: boolean;
  requireUppercase: boolean;
  requireDigits: boolean;
  requireSymbols: boolean;
}

/** The inbox as everybody's phone and mailbox, the people who can sign in from the start, and pages of interest. */
export interface LocalConfig {
  inboxUrl: string;
  accounts: { username: string; password: string; operator: boolean }[];
  links: { graphiql: string; inbox: string; events: string; docs: string };
}

let loaded: Config;

/** The configuration, once `loadConfig` has resolved. */
export const config = (): Config => loaded;

/** Loads `config.json`. @throws when there is none */
export async function loadConfig(): Promise<void> {
  const response = await fetch("config.json", { cache: "no-cache" });
  if (!response.ok) throw new Error(`config.json was answered with the status ${response.status}`);
  loaded = await response.json();
}
