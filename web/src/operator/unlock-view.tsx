import { useSignal } from "@preact/signals";
import type { UnlockSubjectPayload } from "appsync-otp-client";
import { otp } from "../api.ts";
import { dateTime, t } from "../i18n.ts";
import { bound } from "../parts/bound.ts";
import { Button, Secret } from "../parts/button.tsx";
import { Select } from "../parts/choice.tsx";
import { Field } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { useAction } from "../use-action.ts";
import type { OperatorProps } from "./operator-gate.tsx";
import { useTenants } from "./tenants.ts";

/** Makes a device token of one hour, to be handed over to somebody who gets no code in. */
export function UnlockView({ stepUpToken }: OperatorProps) {
  const subject = useSignal("");
  const tenant = useSignal("pool");
  const made = useSignal<UnlockSubjectPayload | null>(null);
  const action = useAction();
  const tenants = useTenants(stepUpToken);
  const submit = () => {
    const named = subject.value.trim();
    if (!named)
      return action.say(
        t("error.InvalidInput", { field: t("tokens.subject"), reason: t("reason.REQUIRED") }),
        "subject",
      );
    return action.run(async () => {
      made.value = null;
      made.value = await otp().unlockSubject({ subject: named, tenant: tenant.value, stepUpToken });
    });
  };
  return (
    <View title={t("unlock.title")} intro={t("unlock.intro")}>
      <Form error={action.error} field={action.field} onSubmit={submit}>
        <Field label={t("tokens.subject")} name="subject" autocomplete="off" spellcheck={false} {...bound(subject)} />
        <Select label={t("tokens.tenant")} choices={tenants} {...bound(tenant)} />
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
