/**
 * The wiring: field -> steps -> data source, as plain data. What is deployed and what runs on one machine both read it.
 * A step is a file of this folder, named without its ending; `handlers` names the file of a pipeline's before and after handlers.
 * Files here are named in camelCase, as the GraphQL fields and the functions that they export are; elsewhere in kebab-case.
 */

export type DataSourceName = "Tokens" | "Kms" | "Send";

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

export const PIPELINES: Record<string, FieldWiring> = {
  "Mutation.requestOtp": {
    handlers: "requestOtp/requestOtp",
    steps: [
      { step: "devices/verifyDevice", dataSource: "Kms" },
      { step: "requestOtp/macFingerprint", dataSource: "Kms" },
      { step: "requestOtp/readSlot", dataSource: "Tokens" },
      { step: "requestOtp/reserve", dataSource: "Tokens" },
      { step: "requestOtp/send", dataSource: "Send" },
      { step: "requestOtp/record", dataSource: "Tokens" },
    ],
  },
  "Mutation.verifyOtp": {
    handlers: "verifyOtp/verifyOtp",
    steps: [
      { step: "verifyOtp/macGuess", dataSource: "Kms" },
      { step: "verifyOtp/charge", dataSource: "Tokens" },
      { step: "verifyOtp/repeat", dataSource: "Tokens" },
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
      { step: "activeTokens/list", dataSource: "Tokens" },
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
};
