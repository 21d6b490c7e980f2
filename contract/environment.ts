/** Environment variables: what only the deployment knows, and steps (`ctx.env`) and functions read by name. */

/** The API's environment. */
export type StepEnvironment = {
  /** Name of the table Tokens. */
  TOKENS_TABLE: string;
  /** Name of the table Resets. */
  RESETS_TABLE: string;
  /** Name of the table Factors. */
  FACTORS_TABLE: string;
  /** The KMS key of version 1 that makes the MACs of codes, guesses and tokens. */
  CHECK_KEY_1: string;
  /** The KMS key of version 1 that the secrets of API clients are derived from. */
  CLIENT_KEY_1: string;
  /** The app client through which operators sign in. */
  OPERATORS_CLIENT_ID: string;
  /** The KMS key that signs proofs, and its version, by which the published keys name it. */
  PROOF_KEY: string;
  PROOF_KEY_VERSION: string;
  /** The first part of every proof's issuer; `/` and the tenant follow. */
  PROOF_ISSUER: string;
  /** "true" where webhooks may lead to this machine itself, by http: on one machine, and nowhere else. */
  WEBHOOK_LOOPBACK: "true" | "false";
};

/** The send function's environment, beside what Lambda sets. */
export type SendEnvironment = {
  /** The KMS key of version 1 that codes are derived from. */
  CODE_KEY_1: string;
  /** The same key as the API's. */
  CHECK_KEY_1: string;
  /** The configuration set that e-mails are sent with. On one machine there is none. */
  CONFIGURATION_SET?: string;
  /** "true" where messages of the test mode are delivered: on one machine, and nowhere else. */
  DELIVER_TESTS?: string;
};

/** The reset function's environment, beside what Lambda sets. */
export type ResetEnvironment = SendEnvironment & {
  /** Name of the table Resets. */
  RESETS_TABLE: string;
  /** The pool whose users are looked up. */
  USER_POOL_ID: string;
};

/** The stream function's environment, beside what Lambda sets. */
export type StreamEnvironment = {
  /** Name of the table Tokens. */
  TOKENS_TABLE: string;
  /** The pool that knows the users' e-mail addresses. */
  USER_POOL_ID: string;
  /** Name of the bus that audit events go to. */
  EVENT_BUS: string;
  /** The same as the send function's. */
  CONFIGURATION_SET?: string;
  DELIVER_TESTS?: string;
};

/** The account function's environment, beside what Lambda sets. */
export type AccountEnvironment = {
  /** Name of the table Factors. */
  FACTORS_TABLE: string;
  /** The pool whose accounts are changed. */
  USER_POOL_ID: string;
};

/** The authorizer's environment, beside what Lambda sets. */
export type AuthorizerEnvironment = {
  /** Name of the table Tokens. */
  TOKENS_TABLE: string;
  /** Name of the table Clients. */
  CLIENTS_TABLE: string;
  /** The same key as the API's. */
  CLIENT_KEY_1: string;
};

/** The webhook function's environment, beside what Lambda sets. Where a name is one of the API's, so is the value. */
export type WebhookEnvironment = Pick<
  StepEnvironment,
  "PROOF_KEY" | "PROOF_KEY_VERSION" | "PROOF_ISSUER" | "WEBHOOK_LOOPBACK"
> & {
  /** Name of the table Clients. */
  CLIENTS_TABLE: string;
  /** The queue of events that are to be delivered. */
  WEBHOOK_QUEUE_URL: string;
};
