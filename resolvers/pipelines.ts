/**
 * The wiring: field -> steps -> data source, as plain data. What is deployed and what runs on one machine both read it.
 * A step is a file of this folder, named without its ending; `handlers` names the file of a pipeline's before and after handlers.
 * Files here are named in camelCase, as the GraphQL fields and the functions that they export are; elsewhere in kebab-case.
 */

export type DataSourceName = "Tokens" | "Factors" | "Clients" | "Resets" | "Kms" | "Send" | "Reset" | "Account";

export interface StepWiring {
  step: string;
  dataSource: DataSourceName;
}

export type FieldWiring = StepWiring | { handlers: string; steps: StepWiring[] };

/** Checks the second factor of the fields that need one; for the others these two call nothing. */
const STEP_UP: StepWiring[] = [
  { step: "stepUp/verifyStepUp", dataSource: "Kms" },
  { step: "stepUp/checkStepUp", dataSource: "Tokens" },
];

/** Decides on a request, and sends its code. */
const ISSUE: StepWiring[] = [
  { step: "requestOtp/readSlot", dataSource: "Tokens" },
  { step: "requestOtp/decideRequest", dataSource: "Tokens" },
  { step: "requestOtp/reserve", dataSource: "Tokens" },
  { step: "requestOtp/send", dataSource: "Send" },
  { step: "requestOtp/record", dataSource: "Tokens" },
];

/** Charges a guess, and judges it. */
const JUDGE: StepWiring[] = [
  { step: "verifyOtp/charge", dataSource: "Tokens" },
  { step: "verifyOtp/repeat", dataSource: "Tokens" },
];

const COUNT_ACTIVATION: StepWiring = { step: "clients/countActivation", dataSource: "Tokens" };

/** Sends an API client its activation code. */
const SEND_ACTIVATION: StepWiring[] = [
  { step: "clients/sendActivation", dataSource: "Send" },
  { step: "clients/recordActivation", dataSource: "Clients" },
];

/** Reads the index until a page is full: as often as it has shards. A pipeline has ten functions at most. */
const LIST: StepWiring[] = [0, 1, 2, 3].map(() => ({ step: "activeTokens/list", dataSource: "Tokens" }));

export const PIPELINES: Record<string, FieldWiring> = {
  "Mutation.requestOtp": {
    handlers: "requestOtp/requestOtp",
    steps: [
      { step: "requestOtp/macFingerprint", dataSource: "Kms" },
      { step: "devices/verifyDevice", dataSource: "Kms" },
      { step: "requestOtp/macVisitorAddress", dataSource: "Kms" },
      { step: "requestOtp/macVisitorDevice", dataSource: "Kms" },
      ...ISSUE,
    ],
  },
  "Mutation.verifyOtp": {
    handlers: "verifyOtp/verifyOtp",
    steps: [
      { step: "verifyOtp/macGuess", dataSource: "Kms" },
      { step: "verifyOtp/readAccount", dataSource: "Factors" },
      ...JUDGE,
      { step: "verifyOtp/liftHold", dataSource: "Factors" },
    ],
  },
  "Mutation.requestContactChange": {
    handlers: "contact/requestContactChange",
    steps: [...STEP_UP, { step: "requestOtp/macFingerprint", dataSource: "Kms" }, ...ISSUE],
  },
  "Mutation.confirmContactChange": {
    handlers: "contact/confirmContactChange",
    steps: [
      ...STEP_UP,
      { step: "verifyOtp/macGuess", dataSource: "Kms" },
      ...JUDGE,
      { step: "contact/changeContact", dataSource: "Account" },
    ],
  },
  "VerifyOtpPayload.data": {
    handlers: "verifyOtp/data",
    steps: [{ step: "verifyOtp/readData", dataSource: "Tokens" }],
  },
  "VerifyOtpPayload.deviceToken": {
    handlers: "devices/deviceToken",
    steps: [
      { step: "devices/readPerson", dataSource: "Tokens" },
      { step: "devices/listDevice", dataSource: "Tokens" },
      { step: "devices/readAgain", dataSource: "Tokens" },
      { step: "devices/macDevice", dataSource: "Kms" },
    ],
  },
  "VerifyOtpPayload.stepUpToken": {
    handlers: "stepUp/stepUpToken",
    steps: [{ step: "stepUp/macStepUp", dataSource: "Kms" }],
  },
  "VerifyOtpPayload.proof": {
    handlers: "proof/proof",
    steps: [{ step: "proof/signProof", dataSource: "Kms" }],
  },
  "Mutation.cancelOtp": {
    handlers: "cancelOtp/cancelOtp",
    steps: [...STEP_UP, { step: "cancelOtp/cancel", dataSource: "Tokens" }],
  },
  "Query.activeTokens": {
    handlers: "activeTokens/activeTokens",
    steps: [
      ...STEP_UP,
      { step: "devices/verifyDevice", dataSource: "Kms" },
      { step: "activeTokens/readDevices", dataSource: "Tokens" },
      ...LIST,
      { step: "activeTokens/load", dataSource: "Tokens" },
    ],
  },
  "Query.devices": {
    handlers: "devices/devices",
    steps: [...STEP_UP, { step: "devices/readPerson", dataSource: "Tokens" }],
  },
  "Mutation.forgetDevices": {
    handlers: "devices/forgetDevices",
    steps: [
      ...STEP_UP,
      { step: "devices/readPerson", dataSource: "Tokens" },
      { step: "devices/forget", dataSource: "Tokens" },
    ],
  },
  "Mutation.unlockSubject": {
    handlers: "devices/unlockSubject",
    steps: [
      ...STEP_UP,
      { step: "devices/readPerson", dataSource: "Tokens" },
      { step: "devices/handOver", dataSource: "Tokens" },
      { step: "devices/macDevice", dataSource: "Kms" },
    ],
  },
  "Query.apiClients": {
    handlers: "clients/apiClients",
    steps: [...STEP_UP, { step: "clients/list", dataSource: "Clients" }],
  },
  "Mutation.createApiClient": {
    handlers: "clients/createApiClient",
    steps: [...STEP_UP, COUNT_ACTIVATION, { step: "clients/create", dataSource: "Clients" }, ...SEND_ACTIVATION],
  },
  "Mutation.resendApiClientActivation": {
    handlers: "clients/resendApiClientActivation",
    steps: [
      ...STEP_UP,
      COUNT_ACTIVATION,
      { step: "clients/renewActivation", dataSource: "Clients" },
      ...SEND_ACTIVATION,
    ],
  },
  "Mutation.activateApiClient": {
    handlers: "clients/activateApiClient",
    steps: [
      { step: "clients/macActivation", dataSource: "Kms" },
      { step: "clients/activate", dataSource: "Clients" },
      { step: "clients/deriveSecret", dataSource: "Kms" },
    ],
  },
  "Mutation.requestPasswordReset": {
    handlers: "passwordReset/requestPasswordReset",
    steps: [
      { step: "devices/verifyDevice", dataSource: "Kms" },
      { step: "passwordReset/readKnown", dataSource: "Tokens" },
      { step: "passwordReset/readReset", dataSource: "Resets" },
      { step: "passwordReset/reserveReset", dataSource: "Resets" },
      { step: "passwordReset/followUp", dataSource: "Reset" },
    ],
  },
  "Mutation.resetPassword": {
    handlers: "passwordReset/resetPassword",
    steps: [
      { step: "passwordReset/macReset", dataSource: "Kms" },
      { step: "passwordReset/chargeReset", dataSource: "Resets" },
      { step: "passwordReset/repeatReset", dataSource: "Resets" },
      { step: "passwordReset/changePassword", dataSource: "Account" },
    ],
  },
  "Mutation.rotateApiClientSecret": {
    handlers: "clients/rotateApiClientSecret",
    steps: [
      ...STEP_UP,
      { step: "clients/readClient", dataSource: "Clients" },
      { step: "clients/rotate", dataSource: "Clients" },
      { step: "clients/deriveSecret", dataSource: "Kms" },
    ],
  },
  "Mutation.updateApiClient": {
    handlers: "clients/updateApiClient",
    steps: [...STEP_UP, { step: "clients/update", dataSource: "Clients" }],
  },
  "Mutation.revokeApiClient": {
    handlers: "clients/revokeApiClient",
    steps: [...STEP_UP, { step: "clients/revoke", dataSource: "Clients" }],
  },
};
