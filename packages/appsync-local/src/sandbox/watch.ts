import type { Outcome } from "../contracts.ts";
import type { Sandbox } from "./sandbox.ts";

/** One run of a handler: what AppSync's `EvaluateCode` would take, and the outcome here. */
export interface Evaluation {
  /** The bundle's name, as messages have it. */
  name: string;
  code: string;
  handler: "request" | "response";
  /** `ctx` as JSON text. */
  contextJson: string;
  outcome: Outcome;
}

/** Makes a sandbox that reports each evaluation. */
export const watch = (sandbox: Sandbox, onEvaluate: (evaluation: Evaluation) => void): Sandbox => ({
  load(name, code) {
    const step = sandbox.load(name, code);
    return {
      run(handler, contextJson) {
        const outcome = step.run(handler, contextJson);
        onEvaluate({ name, code, handler, contextJson, outcome });
        return outcome;
      },
    };
  },
});
