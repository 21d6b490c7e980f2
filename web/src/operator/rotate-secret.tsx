import { useSignal } from "@preact/signals";
import type { ApiClient, RotateApiClientSecretPayload } from "appsync-otp-client";
import { otp } from "../api.ts";
import { isolated, t } from "../i18n.ts";
import { bound } from "../parts/bound.ts";
import { Button, Secret } from "../parts/button.tsx";
import { Select } from "../parts/choice.tsx";
import { Form } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { useAction } from "../use-action.ts";
import type { OperatorProps } from "./operator-gate.tsx";

/** For how many seconds the old secret can go on to count. */
const OVERLAPS = ["0", "3600", "86400", "604800"] as const;

/** Gives an API client another secret, and shows it once. */
export function RotateSecret({
  client,
  stepUpToken,
  onDone,
}: OperatorProps & { client: ApiClient; onDone: (client: ApiClient | null) => void }) {
  const overlap = useSignal<string>("86400");
  const made = useSignal<RotateApiClientSecretPayload | null>(null);
  const action = useAction();
  const rotate = () =>
    action.run(async () => {
      const overlapSeconds = Number(overlap.value);
      made.value = await otp().rotateApiClientSecret({ id: client.id, overlapSeconds, stepUpToken });
    });
  const title = t("clients.rotateTitle", { name: isolated(client.name) });
  if (made.value) {
    const { keyId, secret, client: rotated } = made.value;
    return (
      <View key="made" title={title} intro={t("clients.secretOnce")}>
        <Secret label={t("clients.keyId")} value={keyId} />
        <Secret label={t("clients.secret")} value={secret} />
        <Button kind="primary" onClick={() => onDone(rotated)}>
          {t("app.done")}
        </Button>
      </View>
    );
  }
  return (
    <View title={title}>
      <Form error={action.error} onSubmit={rotate}>
        <Select
          label={t("clients.overlap")}
          choices={OVERLAPS.map((value) => ({ value, label: t(`clients.overlap.${value}`) }))}
          {...bound(overlap)}
        />
        <div class="buttons">
          <Button type="submit" kind="primary" busy={action.isBusy}>
            {t("clients.rotate")}
          </Button>
          <Button onClick={() => onDone(null)}>{t("app.cancel")}</Button>
        </div>
      </Form>
    </View>
  );
}
