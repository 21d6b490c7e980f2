import { useSignal } from "@preact/signals";
import type { ApiClient } from "appsync-otp-client";
import { otp } from "../api.ts";
import { config } from "../config.ts";
import { language, nameOf, t } from "../i18n.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { useAction } from "../use-action.ts";

interface CreateClientProps {
  stepUpToken: string;
  onDone: (client: ApiClient) => void;
  onCancel: () => void;
}

/** Registers an API client. */
export function CreateClient({ stepUpToken, onDone, onCancel }: CreateClientProps) {
  const purposes = config().purposes.filter((purpose) => purpose !== "password-reset");
  const input = useSignal({ name: "", email: "", dailySends: "1000", transactionRequired: false, purposes });
  const action = useAction();
  const set = (changes: Partial<typeof input.value>) => {
    input.value = { ...input.value, ...changes };
  };
  const create = () =>
    action.run(async () => {
      const { dailySends, ...rest } = input.value;
      const given = { ...rest, dailySends: Number(dailySends), locale: language.value, stepUpToken };
      onDone((await otp().createApiClient(given)).client);
    });
  const { name, email, dailySends } = input.value;
  return (
    <View title={t("clients.createTitle")}>
      <Form error={action.error} onSubmit={create}>
        <Field label={t("clients.name")} autocomplete="off" value={name} onValue={(value) => set({ name: value })} />
        <Field
          label={t("clients.email")}
          type="email"
          autocomplete="off"
          value={email}
          onValue={(value) => set({ email: value })}
        />
        <Field
          label={t("clients.dailySends")}
          inputMode="numeric"
          autocomplete="off"
          value={dailySends}
          onValue={(value) => set({ dailySends: value.replace(/\D/g, "") })}
        />
        <fieldset class="checks">
          <legend>{t("clients.purposes")}</legend>
          {purposes.map((purpose) => (
            <label key={purpose} class="check">
              <input
                type="checkbox"
                checked={input.value.purposes.includes(purpose)}
                onChange={({ currentTarget }) =>
                  set({
                    purposes: purposes.filter((each) =>
                      each === purpose ? currentTarget.checked : input.value.purposes.includes(each),
                    ),
                  })
                }
              />
              <span>{nameOf("purpose", purpose)}</span>
            </label>
          ))}
        </fieldset>
        <label class="check">
          <input
            type="checkbox"
            checked={input.value.transactionRequired}
            onChange={({ currentTarget }) => set({ transactionRequired: currentTarget.checked })}
          />
          <span>{t("clients.transactionRequired")}</span>
        </label>
        <div class="buttons">
          <Button type="submit" kind="primary" busy={action.isBusy}>
            {t("clients.save")}
          </Button>
          <Button onClick={onCancel}>{t("app.cancel")}</Button>
        </div>
      </Form>
    </View>
  );
}
