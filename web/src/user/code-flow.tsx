import { useSignal } from "@preact/signals";
import type { OtpToken, RequestOtpInput, TransactionInput } from "appsync-otp-client";
import type { ComponentChildren } from "preact";
import { keepStepUpToken, otp } from "../api.ts";
import { config } from "../config.ts";
import { forgetHere, keeping } from "../device-tokens.ts";
import { language, t } from "../i18n.ts";
import { bound } from "../parts/bound.ts";
import { Button } from "../parts/button.tsx";
import { Choices } from "../parts/choice.tsx";
import { Form } from "../parts/form.tsx";
import { View } from "../parts/view.tsx";
import { type Session, session } from "../session.ts";
import { useAction } from "../use-action.ts";
import { EnterCode } from "./enter-code.tsx";
import { Remember } from "./remember.tsx";
import { type Verified, VerifiedView } from "./verified.tsx";
import { type Verification, verify } from "./verify.ts";

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
  const submit = () => {
    if (remembers && keeping.value === "nowhere") forgetHere(who.subject);
    // What is shown from now on is a copy, so that it is what the code is bound to.
    return action.run(() => request(transaction && { ...transaction }));
  };
  const startAgain = () => {
    sent.value = null;
    verified.value = null;
  };
  if (verified.value) return <VerifiedView {...verified.value} onAgain={startAgain} />;
  if (sent.value) {
    const { token, transaction: payment } = sent.value;
    const remember = remembers && keeping.value !== "nowhere";
    const succeed = ({ stepUpToken, proof = null, remembered }: Verification) => {
      // Whoever asked for the second factor goes on with it.
      if (stepUpToken) return keepStepUpToken(purpose, stepUpToken);
      verified.value = { purpose, transaction: payment, proof, remembered: remember ? remembered : null };
    };
    return (
      <EnterCode
        token={token}
        transaction={payment}
        check={(code) => verify(token, code, { transaction: payment, remember })}
        onVerified={succeed}
        onResend={() => request(payment)}
        onBack={startAgain}
        onCancel={() => otp().cancelOtp({ id: token.id }).then(startAgain)}
      />
    );
  }
  return (
    <View title={title} intro={intro}>
      {channels.length === 0 ? (
        <p class="problem">{t("code.none")}</p>
      ) : (
        <Form onSubmit={submit} error={action.error} field={action.field}>
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
