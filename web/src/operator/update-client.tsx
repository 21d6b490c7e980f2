import { useSignal } from "@preact/signals";
import type { ApiClient } from "appsync-otp-client";
import { otp } from "../api.ts";
import { isolated, t } from "../i18n.ts";
import { Button } from "../parts/button.tsx";
import { Form } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { useAction } from "../use-action.ts";
import { ClientFields } from "./client-fields.tsx";
import { changesOf, formOf } from "./client-input.ts";

interface UpdateClientProps {
  client: ApiClient;
  stepUpToken: string;
  onDone: (client: ApiClient) => void;
  onCancel: () => void;
}

/** Changes what an API client may do. */
export function UpdateClient({ client, stepUpToken, onDone, onCancel }: UpdateClientProps) {
  const form = useSignal(formOf(client));
  const action = useAction();
  const save = () =>
    action.run(async () => {
      const changes = changesOf(client, form.value);
      if (Object.keys(changes).length === 0) return onCancel();
      onDone((await otp().updateApiClient({ id: client.id, ...changes, stepUpToken })).client);
    });
  return (
    <View title={t("clients.updateTitle", { name: isolated(client.name) })} intro={t("clients.updateIntro")}>
      <Form error={action.error} field={action.field} onSubmit={save}>
        <ClientFields form={form} />
        <div class="buttons">
          <Button type="submit" kind="primary" busy={action.isBusy}>
            {t("app.save")}
          </Button>
          <Button onClick={onCancel}>{t("app.cancel")}</Button>
        </div>
      </Form>
    </View>
  );
}
