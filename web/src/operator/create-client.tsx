import { useSignal } from "@preact/signals";
import type { ApiClient } from "appsync-otp-client";
import { otp } from "../api.ts";
import { language, t } from "../i18n.ts";
import { Button } from "../parts/button.tsx";
import { Form } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { useAction } from "../use-action.ts";
import { ClientFields } from "./client-fields.tsx";
import { emptyForm, inputOf } from "./client-input.ts";

interface CreateClientProps {
  stepUpToken: string;
  onDone: (client: ApiClient) => void;
  onCancel: () => void;
}

/** Registers an API client. */
export function CreateClient({ stepUpToken, onDone, onCancel }: CreateClientProps) {
  const form = useSignal(emptyForm());
  const action = useAction();
  const create = () =>
    action.run(async () => {
      const { webhookUrl, ...rest } = inputOf(form.value);
      const given = { ...rest, ...(webhookUrl ? { webhookUrl } : {}), locale: language.value, stepUpToken };
      onDone((await otp().createApiClient(given)).client);
    });
  return (
    <View title={t("clients.createTitle")}>
      <Form error={action.error} field={action.field} onSubmit={create}>
        <ClientFields form={form} />
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
