import { useSignal } from "@preact/signals";
import type { OtpToken, RequestOtpInput, TransactionInput } from "appsync-otp-client";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { keeping, keptIn, otp } from "../api.ts";
import { config } from "../config.ts";
import { language, t } from "../i18n.ts";
import { bound } from "../parts/bound.ts";
import { Button } from "../parts/button.tsx";
import { Choices, Select } from "../parts/choice.tsx";
import { Form } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { type Session, session } from "../session.ts";
import { useAction } from "../use-action.ts";
import { EnterCode, type Verified } from "./enter-code.tsx";
import { VerifiedView } from "./verified.tsx";

interface CodeFlowProps {
  title: string;
  intro?: string;
  purpose: string;
  /** The payment that the code confirms: it is shown, sent, and sent again with the guess. */
  transaction?: TransactionInput | undefined;
  onCancel?: (() => void) | undefined;
  /** Fields of the caller's own, above the choice of the channel. */
  children?: ComponentChildren;
  /** What stands below the form. */
  below?: ComponentChildren;
}

/** Asks how to send a code, sends it, lets it be entered, and says what came of it. */
export function CodeFlow({ title, intro, purpose, transaction, onCancel, children, below }: CodeFlowProps) {
  const who = session.value as Session;
  const channels = [
    ...(who.phone ? [{ value: "SMS", label: t("channel.SMS"), detail: who.phone }] : []),
    ...(who.email ? [{ value: "EMAIL", label: t("channel.EMAIL"), detail: who.email }] : []),
  ];
  const channel = useSignal(channels[0]?.value ?? "");
  const sent = useSignal<{ token: OtpToken; transaction: TransactionInput | undefined } | null>(null);
  const verified = useSignal<Verified | null>(null);
  const action = useAction();
  const remembers = config().devicePurposes.includes(purpose);
  const request = async (payment: TransactionInput | undefined) => {
    const { token } = await otp().requestOtp({
      channel: channel.value as RequestOtpInput["channel"],
      purpose,
      locale: language.value,
      ...(payment ? { transaction: payment } : {}),
    });
    sent.value = { token, transaction: payment };
  };
  // What is shown from now on is a copy, so that it is what the code is bound to.
  const submit = () => action.run(() => request(transaction && { ...transaction }));
  const startAgain = () => {
    sent.value = null;
    verified.value = null;
  };
  if (verified.value) return <VerifiedView {...verified.value} onAgain={startAgain} />;
  if (sent.value) {
    const { token, transaction: payment } = sent.value;
    return (
      <EnterCode
        token={token}
        transaction={payment}
        remember={remembers && keeping.value !== "nowhere"}
        onVerified={(outcome) => {
          verified.value = outcome;
        }}
        onResend={() => request(payment)}
        onBack={startAgain}
      />
    );
  }
  return (
    <View title={title} intro={intro}>
      {channels.length === 0 ? (
        <p class="problem">{t("code.none")}</p>
      ) : (
        <Form onSubmit={submit} error={action.error}>
          {children}
          <Choices label={t("code.channel")} choices={channels} {...bound(channel)} />
          {remembers && <Remember subject={who.subject} />}
          <div class="buttons">
            <Button type="submit" kind="primary" busy={action.isBusy}>
              {t(action.isBusy ? "code.sending" : "code.send")}
            </Button>
            {onCancel && <Button onClick={onCancel}>{t("app.cancel")}</Button>}
          </div>
        </Form>
      )}
      {below}
    </View>
  );
}

/** Asks whether the device is to be remembered, and where. */
function Remember({ subject }: { subject: string }) {
  const isKnown = useSignal(false);
  useEffect(() => {
    void keptIn(subject).then((kept) => {
      isKnown.value = kept !== "nowhere";
      if (isKnown.value) keeping.value = kept;
    });
  }, []);
  return (
    <Select
      label={isKnown.value ? t("remember.known") : t("remember.label")}
      hint={t("remember.hint")}
      choices={[
        { value: "nowhere", label: t("remember.nowhere") },
        { value: "tab", label: t("remember.tab") },
        { value: "browser", label: t("remember.browser") },
      ]}
      {...bound(keeping)}
    />
  );
}
