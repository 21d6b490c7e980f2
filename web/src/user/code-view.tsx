import { useSignal } from "@preact/signals";
import { config } from "../config.ts";
import { deviceTokens, keeping } from "../device-tokens.ts";
import { nameOf, t } from "../i18n.ts";
import { bound } from "../parts/bound.ts";
import { Button } from "../parts/button.tsx";
import { Select } from "../parts/choice.tsx";
import { Field } from "../parts/field.tsx";
import { Notice } from "../parts/form.tsx";
import { type Session, session } from "../session.ts";
import { CodeFlow } from "./code-flow.tsx";

/** Purposes that have a view of their own. */
const ELSEWHERE = ["payment", "password-reset"];

/** Asks for a code for a purpose that the person chooses. */
export function CodeView() {
  const purposes = config().purposes.filter((purpose) => !ELSEWHERE.includes(purpose));
  const purpose = useSignal(purposes[0] ?? "login");
  return (
    <CodeFlow title={t("code.title")} purpose={purpose.value} below={<KeyFromSupport />}>
      {purposes.length > 1 && (
        <Select
          label={t("code.purpose")}
          choices={purposes.map((value) => ({ value, label: nameOf("purpose", value) }))}
          {...bound(purpose)}
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
          {...bound(key)}
        />
        <Button type="submit">{t("code.useKey")}</Button>
      </form>
    </details>
  );
}
