import { useSignal } from "@preact/signals";
import type { OtpToken, TransactionInput } from "appsync-otp-client";
import { useEffect } from "preact/hooks";
import { useIsPast } from "../clock.ts";
import { destination, t } from "../i18n.ts";
import { Button } from "../parts/button.tsx";
import { CodeField } from "../parts/code-field.tsx";
import { Countdown, WaitingButton } from "../parts/countdown.tsx";
import { Form, Notice } from "../parts/form.tsx";
import { Payment } from "../parts/payment.tsx";
import { View } from "../parts/view.tsx";
import { useAction } from "../use-action.ts";
import { type Judgement, useGuesses } from "./guesses.ts";

interface EnterCodeProps<Payload extends Judgement> {
  token: OtpToken;
  /** The payment that the code confirms, if it does. */
  transaction?: TransactionInput | undefined;
  check: (code: string) => Promise<Payload>;
  onVerified: (payload: Payload) => void;
  onResend: () => Promise<unknown>;
  onBack: () => void;
  /** Ends the code. */
  onCancel?: () => Promise<unknown>;
}

/** Lets a code be entered, says how it went, and for how long it can be tried. */
export function EnterCode<Payload extends Judgement>(props: EnterCodeProps<Payload>) {
  const { token, transaction, check, onVerified, onResend, onBack, onCancel } = props;
  const code = useSignal("");
  const notice = useSignal<string | null>(null);
  const guesses = useGuesses(token.attemptsRemaining);
  const checking = useAction();
  const sending = useAction();
  const isPast = useIsPast(token.expiresAt);
  useEffect(() => guesses.restart(token.attemptsRemaining), [token]);
  // What was said of the last guess counts no longer.
  useEffect(() => {
    if (!isPast) return;
    checking.say(null);
    guesses.restart();
  }, [isPast]);

  const guess = (typed: string) => {
    if (guesses.isOver) return;
    notice.value = null;
    if (typed.length < token.codeLength) return checking.say(t("enter.short", { count: token.codeLength }));
    void checking.run(async () => {
      const payload = await check(typed);
      const wrong = guesses.take(payload);
      if (wrong === null) return onVerified(payload);
      code.value = "";
      checking.say(wrong);
    });
  };
  const resend = async () => {
    checking.say(null);
    if (!(await sending.run(onResend))) return;
    code.value = "";
    notice.value = t("enter.resent");
  };
  const isNew = guesses.isOver || isPast;

  return (
    <View
      title={t("enter.title")}
      intro={t(token.channel === "SMS" ? "enter.sentSMS" : "enter.sentEMAIL", {
        destination: destination(token.destination),
      })}
    >
      {transaction && <Payment {...transaction} />}
      <Notice text={isPast && !checking.error ? t("enter.expired") : notice.value} isOver={isPast} />
      <Form onSubmit={() => guess(code.value)} error={checking.error ?? sending.error}>
        <CodeField
          key={token.id}
          form={token}
          value={code.value}
          hint={t("enter.hint")}
          isWrong={guesses.isWrong}
          bySms={token.channel === "SMS"}
          onValue={(value) => {
            code.value = value;
          }}
          onComplete={guess}
        />
        {!isNew && (
          <p class="facts">
            <Countdown until={token.expiresAt} text="enter.expires" />
            <span>{t("enter.attempts", { count: guesses.attempts ?? 0 })}</span>
          </p>
        )}
        {!isNew && (
          <Button type="submit" kind="primary" busy={checking.isBusy}>
            {t(checking.isBusy ? "enter.checking" : "enter.check")}
          </Button>
        )}
      </Form>
      <div class="ways">
        <WaitingButton
          isNext={isNew}
          until={token.resendAfter}
          text={isNew ? "enter.new" : "enter.resend"}
          waiting={isNew ? "enter.newIn" : "enter.resendIn"}
          busy={sending.isBusy}
          onClick={resend}
        />
        <Button kind="quiet" onClick={onBack}>
          {t("enter.other")}
        </Button>
        {onCancel && (
          <Button kind="quiet" onClick={() => sending.run(onCancel)}>
            {t("enter.cancel")}
          </Button>
        )}
      </div>
    </View>
  );
}
