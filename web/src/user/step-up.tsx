import { t } from "../i18n.ts";
import { CodeFlow } from "./code-flow.tsx";

/** Asks for a code before something that a password alone must not do. The step-up token is kept when it is right. */
export function StepUp({ purpose, onCancel }: { purpose: "operator" | "manage-account"; onCancel?: () => void }) {
  return <CodeFlow title={t("stepUp.title")} intro={t(`stepUp.${purpose}`)} purpose={purpose} onCancel={onCancel} />;
}
