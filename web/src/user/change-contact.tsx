import { useSignal } from "@preact/signals";
import type { OtpToken, RequestContactChangeInput } from "appsync-otp-client";
import { otp } from "../api.ts";
import { destination, language, t } from "../i18n.ts";
import { bound } from "../parts/bound.ts";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Form } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { endSession } from "../session.ts";
import { typed } from "../typed.ts";
import { useAction } from "../use-action.ts";
import { EnterCode } from "./enter-code.tsx";

export type ContactChannel = RequestContactChangeInput["channel"];

/** What a number is written like. */
const EXAMPLE = "+12025550123";

interface ChangeContactProps {
  channel: ContactChannel;
  stepUpToken: string;
  onCancel: () => void;
}

/** Sends a code to a new address or number, and makes it the person's own by it. Everybody is signed out then, this session included. */
export function ChangeContact({ channel, stepUpToken, onCancel }: ChangeContactProps) {
  const wanted = useSignal("");
  const sent = useSignal<OtpToken | null>(null);
  const action = useAction();
  const isEmail = channel === "EMAIL";
  const label = t(isEmail ? "contact.newEMAIL" : "contact.newSMS");
  const request = async () => {
    // People write numbers in groups.
    const given = isEmail ? wanted.value.trim() : wanted.value.replace(/[\s().-]/g, "");
    const asked = { channel, destination: given, locale: language.value, stepUpToken };
    sent.value = (await otp().requestContactChange(asked)).token;
  };
  const submit = () => {
    if (wanted.value.trim()) return action.run(request);
    const missing = { field: label, reason: t("reason.REQUIRED") };
    return action.say(t("error.InvalidInput", missing), "destination");
  };
  if (sent.value) {
    const { id } = sent.value;
    return (
      <EnterCode
        token={sent.value}
        check={(code) => otp().confirmContactChange({ id, code, stepUpToken })}
        onVerified={() => {
          if (isEmail) typed.username.value = wanted.value.trim();
          endSession("signIn.contactChanged");
        }}
        onResend={request}
        onBack={() => {
          sent.value = null;
        }}
      />
    );
  }
  return (
    <View title={label} intro={t("contact.warning")}>
      <Form onSubmit={submit} error={action.error} field={action.field}>
        <Field
          label={label}
          name="destination"
          type={isEmail ? "email" : "tel"}
          autocomplete={isEmail ? "email" : "tel"}
          hint={!isEmail && t("contact.numberHint", { example: destination(EXAMPLE) })}
          first
          {...bound(wanted)}
        />
        <div class="buttons">
          <Button type="submit" kind="primary" busy={action.isBusy}>
            {t(action.isBusy ? "code.sending" : "code.send")}
          </Button>
          <Button onClick={onCancel}>{t("app.cancel")}</Button>
        </div>
      </Form>
    </View>
  );
}
