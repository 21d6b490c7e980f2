import type { Signal } from "@preact/signals";
import { nameOf, t } from "../i18n.ts";
import { Field, TextArea } from "../parts/field.tsx";
import { type ClientForm, clientPurposes } from "./client-input.ts";

type TextName = Exclude<keyof ClientForm, "purposes" | "transactionRequired">;

/** The fields of an API client, new or changed. */
export function ClientFields({ form }: { form: Signal<ClientForm> }) {
  const set = (changes: Partial<ClientForm>) => {
    form.value = { ...form.value, ...changes };
  };
  const text = (name: TextName) => ({
    name,
    label: t(`clients.${name}`),
    value: form.value[name],
    onValue: (value: string) => set({ [name]: value }),
  });
  const setPurpose = (purpose: string, isChosen: boolean) =>
    set({
      purposes: clientPurposes().filter((each) => (each === purpose ? isChosen : form.value.purposes.includes(each))),
    });
  return (
    <>
      <Field {...text("name")} autocomplete="off" maxLength={64} />
      <Field {...text("email")} type="email" autocomplete="off" />
      <Field {...text("dailySends")} inputMode="numeric" autocomplete="off" />
      <fieldset class="checks">
        <legend>{t("clients.purposes")}</legend>
        {clientPurposes().map((purpose) => (
          <Check
            key={purpose}
            label={nameOf("purpose", purpose)}
            isChecked={form.value.purposes.includes(purpose)}
            onCheck={(isChosen) => setPurpose(purpose, isChosen)}
          />
        ))}
      </fieldset>
      <Check
        label={t("clients.transactionRequired")}
        isChecked={form.value.transactionRequired}
        onCheck={(transactionRequired) => set({ transactionRequired })}
      />
      <details class="more">
        <summary>{t("clients.more")}</summary>
        <div class="stack">
          <Field
            {...text("countries")}
            hint={t("clients.countriesHint")}
            placeholder={t("app.all")}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
          />
          <TextArea {...text("sites")} hint={t("clients.sitesHint")} />
          <Field {...text("webhookUrl")} hint={t("clients.webhookUrlHint")} autocomplete="off" spellcheck={false} />
        </div>
      </details>
    </>
  );
}

interface CheckProps {
  label: string;
  isChecked: boolean;
  onCheck: (isChecked: boolean) => void;
}

const Check = ({ label, isChecked, onCheck }: CheckProps) => (
  <label class="check">
    <input type="checkbox" checked={isChecked} onChange={({ currentTarget }) => onCheck(currentTarget.checked)} />
    <span>{label}</span>
  </label>
);
