/** AppSync's own `EvaluateCode`, for whoever has an account: what it answers can be compared with a run here. */
export * from "./answers.ts";
export { evaluateCode } from "./client.ts";
