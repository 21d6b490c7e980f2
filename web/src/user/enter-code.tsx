import { useSignal } from "@preact/signals";
import { ApiError, type OtpToken, type TransactionInput, type VerifyOtpPayload } from "appsync-otp-client";
import { useEffect } from "preact/hooks";
import { keepStepUpToken, otp } from "../api.ts";
import { useIsPast } from "../clock.ts";
import { isKey, isolated, t } from "../i18n.ts";
import { Button } from "../parts/button.tsx";
import { CodeField } from "../parts/code-field.tsx";
import { Countdown, WaitingButton } from "../parts/countdown.tsx";
import { Form, Notice } from "../parts/form.tsx";
import { Payment } from "../parts/payment.tsx";
import { View } from "../parts/view.tsx";
import { useAction } from "../use-action.ts";

/** What came of a right code. */
export interface Verified {
  purpose: string;
  transaction: TransactionInput | undefined;
  /** Null if the proof could not be made. */
  proof: string | null;
  /** Whether the device is remembered; null if nobody asked for it. */
  remembered: boolean | null;
}

/** The purposes whose verification answers a step-up token, and no proof. */
const STEPS_UP = ["operator", "manage-account"];

interface EnterCodeProps {
  token: OtpToken;
  transaction: TransactionInput | undefined;
  remember: boolean;
  /** Called for a right code, but for purposes that step up: whoever asked for the second factor goes on. */
  onVerified: (verified: Verified) => void;
  onResend: () => Promise<unknown>;
  onBack: () => void;
}

/** Lets a code be entered, says how it went, and for how long it can be tried. */
export function EnterCode({ token, transaction, remember, onVerified, onResend, onBack }: EnterCodeProps) {
  const code = useSignal("");
  const isWrong = useSignal(false);
  const attempts = useSignal(token.attemptsRemaining);
  const isOver = useSignal(false);
  const notice = useSignal<string | null>(null);
  const checking = useAction();
  const sending = useAction();
  const isPast = useIsPast(token.expiresAt);
  useEffect(() => {
    attempts.value = token.attemptsRemaining;
  }, [token]);
  const stepsUp = STEPS_UP.includes(token.purpose);

  const check = (typed: string) => {
    if (isOver.value) return;
    notice.value = null;
    isWrong.value = false;
    if (typed.length < token.codeLength) return checking.say(t("enter.short", { count: token.codeLength }));
    void checking.run(async () => {
      const payload = await verify(typed);
      if (payload.status === "VERIFIED") return succeed(payload);
      attempts.value = payload.attemptsRemaining;
      code.value = "";
      isWrong.value = true;
      // After the last guess there is nothing left to try.
      const status =
        payload.attemptsRemaining === 0 && payload.status === "WRONG_CODE" ? "ATTEMPTS_EXHAUSTED" : payload.status;
      isOver.value = status !== "WRONG_CODE";
      const key = `enter.status.${status}`;
      const ended = t(isKey(key) ? key : "enter.status.OTHER");
      checking.say(isOver.value ? ended : t("enter.wrong", { count: payload.attemptsRemaining }));
    });
  };
  const verify = async (typed: string) => {
    const input = { id: token.id, code: typed, ...(transaction ? { transaction } : {}) };
    try {
      return await otp().verifyOtp(input, { select: [stepsUp ? "stepUpToken" : "proof"], remember });
    } catch (error) {
      // The code was right, and only what was asked for beside it failed. Without its step-up token it is of no use.
      const payload = error instanceof ApiError ? (error.payload as VerifyOtpPayload | null) : null;
      if (payload?.status === "VERIFIED" && !stepsUp) return { ...payload, remembered: false };
      throw error;
    }
  };
  const succeed = (payload: Awaited<ReturnType<typeof verify>>) => {
    const { stepUpToken, proof = null, remembered } = payload as VerifyOtpPayload & { remembered: boolean };
    if (stepUpToken) return keepStepUpToken(token.purpose, stepUpToken);
    onVerified({ purpose: token.purpose, transaction, proof, remembered: remember ? remembered : null });
  };
  const resend = async () => {
    checking.say(null);
    if (!(await sending.run(onResend))) return;
    code.value = "";
    isWrong.value = false;
    isOver.value = false;
    notice.value = t("enter.resent");
  };
  const cancel = () => sending.run(() => otp().cancelOtp({ id: token.id }).then(onBack));

  return (
    <View
      title={t("enter.title")}
      intro={t(token.channel === "SMS" ? "enter.sentSMS" : "enter.sentEMAIL", {
        destination: isolated(token.destination),
      })}
    >
      {transaction && <Payment {...transaction} />}
      <Notice text={isPast ? t("enter.expired") : notice.value} />
      <Form onSubmit={() => check(code.value)} error={checking.error ?? sending.error}>
        <CodeField
          key={token.id}
          form={token}
          value={code.value}
          isWrong={isWrong.value}
          bySms={token.channel === "SMS"}
          onValue={(value) => {
            code.value = value;
          }}
          onComplete={check}
        />
        <p class="facts">
          <Countdown until={token.expiresAt} text="enter.expires" after="enter.expired" />
          {!isOver.value && <span>{t("enter.attempts", { count: attempts.value })}</span>}
        </p>
        <Button type="submit" kind="primary" busy={checking.isBusy}>
          {t(checking.isBusy ? "enter.checking" : "enter.check")}
        </Button>
      </Form>
      <div class="ways">
        <WaitingButton
          until={token.resendAfter}
          text={isOver.value || isPast ? "enter.new" : "enter.resend"}
          waiting={isOver.value || isPast ? "enter.newIn" : "enter.resendIn"}
          busy={sending.isBusy}
          onClick={resend}
        />
        <Button kind="quiet" onClick={onBack}>
          {t("enter.other")}
        </Button>
        <Button kind="quiet" onClick={cancel}>
          {t("enter.cancel")}
        </Button>
      </div>
    </View>
  );
}
