import { useSignal } from "@preact/signals";
import { type ActivateApiClientPayload, NotFoundError } from "appsync-otp-client";
import { publicOtp } from "./api.ts";
import { errorText } from "./errors.ts";
import { isolated, t } from "./i18n.ts";
import { bound } from "./parts/bound.ts";
import { Button, Secret } from "./parts/button.tsx";
import { Field } from "./parts/field.tsx";
import { Form } from "./parts/form.tsx";
import { View } from "./parts/view.tsx";
import { useAction } from "./use-action.ts";

/** Lets the owner of an API client activate it by the code of the e-mail, and shows its secret once. */
export function ActivateClient() {
  const id = useSignal("");
  const activationCode = useSignal("");
  const made = useSignal<ActivateApiClientPayload | null>(null);
  // Whatever does not count is answered alike.
  const action = useAction((error) => (error instanceof NotFoundError ? t("activate.wrong") : errorText(error)));
  const submit = () => {
    const missing = [id, activationCode].find(({ value }) => !value.trim());
    if (missing) return action.say(t("activate.required"), missing === id ? "id" : "activationCode");
    return action.run(async () => {
      const input = { id: id.value.trim(), activationCode: activationCode.value.trim() };
      made.value = await publicOtp().activateApiClient(input);
    });
  };
  if (made.value) {
    const { client, keyId, secret } = made.value;
    return (
      <View key="made" title={t("activate.done", { name: isolated(client.name) })} intro={t("clients.secretOnce")}>
        <Secret label={t("clients.keyId")} value={keyId} />
        <Secret label={t("clients.secret")} value={secret} />
        <p class="hint">{t("activate.next")}</p>
      </View>
    );
  }
  return (
    <View title={t("activate.title")} intro={t("activate.intro")}>
      <Form error={action.error} field={action.field} onSubmit={submit}>
        <Field
          label={t("activate.id")}
          name="id"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          first
          {...bound(id)}
        />
        <Field
          label={t("activate.code")}
          name="activationCode"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          {...bound(activationCode)}
        />
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {t("activate.submit")}
        </Button>
      </Form>
      <p class="aside">
        <a href="#/">{t("forgot.back")}</a>
      </p>
    </View>
  );
}
