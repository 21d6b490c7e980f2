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

export const PIPELINES: Record<string, FieldWiring> = {
  "Mutation.requestOtp": {
    handlers: "requestOtp/requestOtp",
    steps: [
      { step: "requestOtp/verifyDevice", dataSource: "Kms" },
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
  "Mutation.cancelOtp": { step: "cancelOtp/cancel", dataSource: "Tokens" },
  "Query.activeTokens": {
    handlers: "activeTokens/activeTokens",
    steps: [
      { step: "activeTokens/list", dataSource: "Tokens" },
      { step: "activeTokens/load", dataSource: "Tokens" },
    ],
  },
};
