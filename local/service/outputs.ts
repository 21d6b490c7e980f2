import { DEFAULT_API_ID } from "appsync-local";
import type { Settings } from "../../settings/schema.ts";
import { backendsOf } from "./callers.ts";
import { type LocalState, REGION } from "./state.ts";

/** Where everything is. The keys are those of the deployed stack's outputs, and some that only one machine has. */
export interface Outputs {
  region: string;
  apiId: string;
  apiKey: string;
  /** The page, on the API's origin. */
  pageUrl: string;
  graphqlUrl: string;
  userPoolId: string;
  userPoolClientId: string;
  operatorsClientId: string;
  cognitoUrl: string;
  /** The first part of every proof's issuer; `/` and the tenant follow. */
  proofIssuer: string;
  /** Where the keys are by which proofs are checked. */
  jwksUrl: string;
  pid: number;
  dynamodbUrl: string;
  inboxUrl: string;
  /** Where a POST empties limits and inbox. */
  resetUrl: string;
  /** The audit events, as a page; with `.json` at the end, as a list. */
  eventsUrl: string;
  backends: { accessKeyId: string; secretAccessKey: string; userArn: string }[];
}

type Urls = Pick<
  Outputs,
  | "pageUrl"
  | "graphqlUrl"
  | "cognitoUrl"
  | "proofIssuer"
  | "jwksUrl"
  | "dynamodbUrl"
  | "inboxUrl"
  | "resetUrl"
  | "eventsUrl"
>;

export const outputsOf = (state: LocalState, settings: Settings, urls: Urls): Outputs => ({
  region: REGION,
  // The runtime's own, because the API is given no other. Signatures cover it.
  apiId: DEFAULT_API_ID,
  apiKey: state.apiKey,
  ...urls,
  userPoolId: state.pool.id,
  userPoolClientId: state.pool.clientIds.app,
  operatorsClientId: state.pool.clientIds.operators,
  pid: process.pid,
  backends: backendsOf(state, settings).map(({ accessKeyId, secretAccessKey, userArn }) => ({
    accessKeyId,
    secretAccessKey,
    userArn,
  })),
});
