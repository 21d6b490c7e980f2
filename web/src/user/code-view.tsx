import { useSignal } from "@preact/signals";
import { deviceTokens, keeping } from "../api.ts";
import { config } from "../config.ts";
import { nameOf, t } from "../i18n.ts";
import { Button, Field, Notice, Select } from "../parts/controls.tsx";
import { type Session, session } from "../session.ts";
import { CodeFlow } from "./code-flow.tsx";
import type { Verified } from "./enter-code.tsx";
import { VerifiedView } from "./verified.tsx";

/** Purposes that have a view of their own. */
const ELSEWHERE = ["payment", "password-reset"];

/** Asks for a code for a purpose, and says what came of it. */
export function CodeView() {
  const purposes = config().purposes.filter((purpose) => !ELSEWHERE.includes(purpose));
  const purpose = useSignal(purposes[0] ?? "login");
  const verified = useSignal<Verified | null>(null);
  if (verified.value) {
    return (
      <VerifiedView
        {...verified.value}
        onAgain={() => {
          verified.value = null;
        }}
      />
    );
  }
  return (
    <CodeFlow
      title={t("code.title")}
      purpose={purpose.value}
      onVerified={(outcome) => {
        verified.value = outcome;
      }}
      below={<KeyFromSupport />}
    >
      {purposes.length > 1 && (
        <Select
          label={t("code.purpose")}
          choices={purposes.map((value) => ({ value, label: nameOf("purpose", value) }))}
          value={purpose.value}
          onValue={(value) => {
            purpose.value = value;
          }}
        />
      )}
    </CodeFlow>
  );
}

/** Takes the device token that an operator handed over by `unlockSubject`. */
function KeyFromSupport() {
  const key = useSignal("");
  const isUsed = useSignal(false);
  const use = async () => {
    const { subject } = session.value as Session;
    if (keeping.value === "nowhere") keeping.value = "tab";
    await deviceTokens.set(subject, key.value.trim());
    isUsed.value = true;
    key.value = "";
  };
  return (
    <details class="more">
      <summary>{t("code.trouble")}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (key.value.trim()) void use();
        }}
      >
        <Notice text={isUsed.value ? t("code.keyUsed") : null} />
        <Field
          label={t("code.handed")}
          hint={t("code.handedHint")}
          autocomplete="off"
          spellcheck={false}
          value={key.value}
          onValue={(value) => {
            key.value = value;
          }}
        />
        <Button type="submit">{t("code.useKey")}</Button>
      </form>
    </details>
  );
}
