import { useSignal } from "@preact/signals";
import { stepUpTokens } from "../api.ts";
import { destination, t } from "../i18n.ts";
import { Button } from "../parts/button.tsx";
import { View } from "../parts/view.tsx";
import { type Session, session } from "../session.ts";
import { ChangeContact, type ContactChannel } from "./change-contact.tsx";
import { StepUp } from "./step-up.tsx";

/** Shows the address and the number of the person, and changes them after a second factor. */
export function ContactView() {
  const who = session.value as Session;
  const changing = useSignal<ContactChannel | null>(null);
  const stepUpToken = stepUpTokens.value["manage-account"];
  const close = () => {
    changing.value = null;
  };
  if (changing.value) {
    if (!stepUpToken) return <StepUp purpose="manage-account" onCancel={close} />;
    return <ChangeContact channel={changing.value} stepUpToken={stepUpToken} onCancel={close} />;
  }
  const contacts = [
    { channel: "EMAIL", label: t("signIn.email"), value: who.email },
    { channel: "SMS", label: t("proof.phone_number"), value: who.phone },
  ] as const;
  return (
    <View title={t("contact.title")} intro={t("contact.intro")}>
      <ul class="list">
        {contacts.map(({ channel, label, value }) => {
          const act = t(value ? "contact.change" : "contact.add");
          return (
            <li key={channel}>
              <div>
                <strong>{label}</strong>
                <span class="detail">{value ? destination(value) : t("contact.none")}</span>
              </div>
              <Button
                aria-label={`${act}: ${label}`}
                onClick={() => {
                  changing.value = channel;
                }}
              >
                {act}
              </Button>
            </li>
          );
        })}
      </ul>
    </View>
  );
}
