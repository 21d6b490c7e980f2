import { useSignal } from "@preact/signals";
import { publicOtp } from "../api.ts";
import { deviceTokenOf } from "../device-tokens.ts";
import { language, t } from "../i18n.ts";
import { bound } from "../parts/bound.ts";
import { Button } from "../parts/button.tsx";
import { Choices } from "../parts/choice.tsx";
import { Field } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { typed } from "../typed.ts";
import { useAction } from "../use-action.ts";
import { ResetPassword, type SentReset } from "./reset-password.tsx";

const CHANNELS = ["EMAIL", "SMS"] as const;

/** Sends a code to whoever forgot the password, and sets a new one by it. Nothing here tells whether there is such an account. */
export function ForgotPassword() {
  const channel = useSignal<(typeof CHANNELS)[number]>("EMAIL");
  const sent = useSignal<SentReset | null>(null);
  const action = useAction();
  const request = async (username: string) => {
    const deviceToken = deviceTokenOf(username);
    const asked = { username, channel: channel.value, locale: language.value, ...(deviceToken ? { deviceToken } : {}) };
    sent.value = { ...(await publicOtp().requestPasswordReset(asked)), username, channel: asked.channel };
  };
  const submit = () => {
    const username = typed.username.value.trim();
    if (!username) return action.say(t("forgot.required"), "username");
    return action.run(() => request(username));
  };
  if (sent.value) {
    const { username } = sent.value;
    return (
      <ResetPassword
        sent={sent.value}
        onResend={() => request(username)}
        onBack={() => {
          sent.value = null;
        }}
      />
    );
  }
  return (
    <View title={t("forgot.title")} intro={t("forgot.intro")}>
      <Form onSubmit={submit} error={action.error} field={action.field}>
        <Field
          label={t("signIn.email")}
          name="username"
          type="email"
          autocomplete="username"
          autocapitalize="off"
          first
          {...bound(typed.username)}
        />
        <Choices
          label={t("code.channel")}
          choices={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))}
          {...bound(channel)}
        />
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {t(action.isBusy ? "code.sending" : "code.send")}
        </Button>
      </Form>
      <p class="aside">
        <a href="#/">{t("forgot.back")}</a>
      </p>
    </View>
  );
}
