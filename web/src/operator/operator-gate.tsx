import type { ComponentType } from "preact";
import { stepUpTokens } from "../api.ts";
import { StepUp } from "../user/step-up.tsx";

/** What operators' views are given. */
export interface OperatorProps {
  stepUpToken: string;
}

/** Asks operators for a second factor before a view, and again when it has run out. */
export function OperatorGate({ of: Each }: { of: ComponentType<OperatorProps> }) {
  const stepUpToken = stepUpTokens.value.operator;
  return stepUpToken ? <Each stepUpToken={stepUpToken} /> : <StepUp purpose="operator" />;
}
