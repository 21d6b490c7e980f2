import { useSignal } from "@preact/signals";
import type { UnlockSubjectPayload } from "appsync-otp-client";
import { otp } from "../api.ts";
import { dateTime, t } from "../i18n.ts";
import { Button, Field, Form, Secret, Select } from "../parts/controls.tsx";
import { View } from "../parts/view.tsx";
import { useAction } from "../use-action.ts";
import type { OperatorProps } from "./operator-gate.tsx";
import { useTenants } from "./tenants.ts";

/** Makes a device token of one hour, to be handed over to somebody who gets no code in. */
export function UnlockView({ stepUpToken }: OperatorProps) {
  const who = useSignal({ subject: "", tenant: "pool" });
  const made = useSignal<UnlockSubjectPayload | null>(null);
  const action = useAction();
  const tenants = useTenants(stepUpToken);
  const submit = () => {
    const subject = who.value.subject.trim();
    if (!subject)
      return action.say(t("error.InvalidInput", { field: t("tokens.subject"), reason: t("reason.REQUIRED") }));
    return action.run(async () => {
      made.value = null;
      made.value = await otp().unlockSubject({ subject, tenant: who.value.tenant, stepUpToken });
    });
  };
  return (
    <View title={t("unlock.title")} intro={t("unlock.intro")}>
      <Form error={action.error} onSubmit={submit}>
        <Field
          label={t("tokens.subject")}
          autocomplete="off"
          spellcheck={false}
          value={who.value.subject}
          onValue={(subject) => {
            who.value = { ...who.value, subject };
          }}
        />
        <Select
          label={t("tokens.tenant")}
          choices={tenants}
          value={who.value.tenant}
          onValue={(tenant) => {
            who.value = { ...who.value, tenant };
          }}
        />
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {t("unlock.submit")}
        </Button>
      </Form>
      <div role="status">
        {made.value && (
          <>
            <Secret label={t("unlock.key")} value={made.value.deviceToken} />
            <p class="hint">{t("unlock.until", { time: dateTime(made.value.expiresAt) })}</p>
          </>
        )}
      </div>
    </View>
  );
}
