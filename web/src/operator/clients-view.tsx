import { useSignal } from "@preact/signals";
import type { ApiClient } from "appsync-otp-client";
import { useEffect } from "preact/hooks";
import { otp } from "../api.ts";
import { date, isolated, language, listOf, nameOf, t } from "../i18n.ts";
import { Button } from "../parts/button.tsx";
import { Notice, Problem } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { type Action, useAction } from "../use-action.ts";
import { CreateClient } from "./create-client.tsx";
import type { OperatorProps } from "./operator-gate.tsx";
import { RotateSecret } from "./rotate-secret.tsx";
import { UpdateClient } from "./update-client.tsx";

type Open = { view: "create" } | { view: "update" | "rotate" | "revoke"; client: ApiClient } | null;

/** Lists the API clients, creates and changes them, gives them another secret, and ends them. */
export function ClientsView({ stepUpToken }: OperatorProps) {
  const clients = useSignal<ApiClient[] | null>(null);
  const open = useSignal<Open>(null);
  const notice = useSignal<string | null>(null);
  const action = useAction();

  useEffect(() => {
    void action.run(async () => {
      const all: ApiClient[] = [];
      for await (const { items } of otp().apiClients(stepUpToken, { limit: 100 })) all.push(...items);
      clients.value = all;
    });
  }, []);
  const show = (next: Open) => {
    notice.value = null;
    action.say(null);
    open.value = next;
  };
  const changed = (client: ApiClient, text: string | null) => {
    const others = (clients.value ?? []).filter(({ id }) => id !== client.id);
    clients.value = [...others, client].sort((a, b) => (a.name < b.name ? -1 : 1));
    show(null);
    notice.value = text;
  };
  const close = () => show(null);
  const opened = open.value;
  if (opened?.view === "create") {
    return (
      <CreateClient
        stepUpToken={stepUpToken}
        onCancel={close}
        onDone={(client) => changed(client, t("clients.created", { email: client.email }))}
      />
    );
  }
  if (opened?.view === "update") {
    return (
      <UpdateClient
        client={opened.client}
        stepUpToken={stepUpToken}
        onCancel={close}
        onDone={(client) => changed(client, t("clients.updated", { name: isolated(client.name) }))}
      />
    );
  }
  if (opened?.view === "rotate") {
    return (
      <RotateSecret
        client={opened.client}
        stepUpToken={stepUpToken}
        onDone={(client) => (client ? changed(client, null) : close())}
      />
    );
  }
  if (opened?.view === "revoke") {
    const { id, name } = opened.client;
    const revoke = () =>
      action.run(async () => {
        const { client } = await otp().revokeApiClient({ id, stepUpToken });
        changed(client, t("clients.revoked", { name }));
      });
    return <Revoke name={name} action={action} onRevoke={revoke} onCancel={close} />;
  }
  const resend = ({ id, email }: ApiClient) =>
    action.run(async () => {
      const { client } = await otp().resendApiClientActivation({ id, locale: language.value, stepUpToken });
      changed(client, t("clients.resent", { email }));
    });
  return (
    <View title={t("clients.title")} intro={t("clients.intro")} wide>
      <Problem text={action.error} />
      <Notice text={notice.value} />
      {clients.value?.length === 0 && <p class="empty">{t("clients.none")}</p>}
      <ul class="list">
        {clients.value?.map((client) => (
          <li key={client.id}>
            <ClientFacts {...client} />
            <div class="buttons">
              {client.status === "PENDING" && <Button onClick={() => resend(client)}>{t("clients.resend")}</Button>}
              {client.status === "ACTIVE" && (
                <Button onClick={() => show({ view: "rotate", client })}>{t("clients.rotate")}</Button>
              )}
              {client.status !== "REVOKED" && (
                <>
                  <Button onClick={() => show({ view: "update", client })}>{t("clients.update")}</Button>
                  <Button kind="danger" onClick={() => show({ view: "revoke", client })}>
                    {t("clients.revoke")}
                  </Button>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
      <Button kind="primary" onClick={() => show({ view: "create" })}>
        {t("clients.create")}
      </Button>
    </View>
  );
}

function ClientFacts({ id, name, status, purposes, dailySends, lastUsedOn }: ApiClient) {
  return (
    <div>
      <strong>
        <bdi>{name}</bdi> <span class={`badge ${status}`}>{nameOf("clients.status", status)}</span>
      </strong>
      <span class="detail">
        <bdi>client:{id}</bdi> · {t("clients.perDay", { count: dailySends })} ·{" "}
        {listOf(purposes.map((purpose) => nameOf("purpose", purpose)))}
      </span>
      <span class="detail">
        {lastUsedOn ? t("clients.lastUsed", { date: date(lastUsedOn) }) : t("clients.neverUsed")}
      </span>
    </div>
  );
}

interface RevokeProps {
  name: string;
  action: Action;
  onRevoke: () => void;
  onCancel: () => void;
}

function Revoke({ name, action, onRevoke, onCancel }: RevokeProps) {
  return (
    <View title={t("clients.revokeTitle", { name: isolated(name) })} intro={t("clients.revokeIntro")}>
      <Problem text={action.error} />
      <div class="buttons">
        <Button kind="danger" busy={action.isBusy} onClick={onRevoke}>
          {t("clients.revoke")}
        </Button>
        <Button onClick={onCancel}>{t("app.cancel")}</Button>
      </div>
    </View>
  );
}
