import { useSignal } from "@preact/signals";
import type { RequestPasswordResetInput, RequestPasswordResetPayload } from "appsync-otp-client";
import { useEffect } from "preact/hooks";
import { publicOtp } from "../api.ts";
import { useIsPast } from "../clock.ts";
import { destination, t } from "../i18n.ts";
import { bound } from "../parts/bound.ts";
import { Button } from "../parts/button.tsx";
import { CodeField } from "../parts/code-field.tsx";
import { Countdown, WaitingButton } from "../parts/countdown.tsx";
import { Form, Notice } from "../parts/form.tsx";
import { isGoodPassword, NewPasswordField } from "../parts/new-password.tsx";
import { View } from "../parts/view.tsx";
import { goTo } from "../route.ts";
import { farewell } from "../session.ts";
import { useAction } from "../use-action.ts";
import { useGuesses } from "./guesses.ts";

/** Codes that reset a password are long from the first. */
const FORM = { codeLength: 12, alphabet: "ALPHANUMERIC" };

/** A code that was sent, if there is such an account. */
export interface SentReset extends RequestPasswordResetPayload {
  username: string;
  channel: RequestPasswordResetInput["channel"];
}

interface ResetPasswordProps {
  sent: SentReset;
  onResend: () => Promise<unknown>;
  onBack: () => void;
}

/** Takes the code and a new password together: so the code is used up only with a password that is good enough. */
export function ResetPassword({ sent, onResend, onBack }: ResetPasswordProps) {
  const code = useSignal("");
  const password = useSignal("");
  const notice = useSignal<string | null>(null);
  // The answer does not say how many guesses there are: the first one tells.
  const guesses = useGuesses(null);
  const changing = useAction();
  const sending = useAction();
  const isPast = useIsPast(sent.expiresAt);
  useEffect(() => guesses.restart(), [sent]);
  // What was said of the last guess counts no longer.
  useEffect(() => {
    if (!isPast) return;
    changing.say(null);
    guesses.restart();
  }, [isPast]);

  const submit = () => {
    notice.value = null;
    if (code.value.length < FORM.codeLength) {
      return changing.say(t("enter.short", { count: FORM.codeLength }), "code");
    }
    if (!isGoodPassword(password.value)) return changing.say(t("error.passwordRules"), "newPassword");
    const { id, username } = sent;
    return changing.run(async () => {
      const input = { id, username, code: code.value, newPassword: password.value };
      const wrong = guesses.take(await publicOtp().resetPassword(input));
      if (wrong !== null) {
        code.value = "";
        return changing.say(wrong, "code");
      }
      farewell.value = "signIn.passwordChanged";
      goTo("");
    });
  };
  const resend = async () => {
    changing.say(null);
    if (!(await sending.run(onResend))) return;
    notice.value = t("forgot.resent");
  };
  const isNew = guesses.isOver || isPast;
  return (
    <View
      title={t("newPassword.title")}
      intro={t(`forgot.sent${sent.channel as "SMS" | "EMAIL"}`, { username: destination(sent.username) })}
    >
      <Notice text={isPast && !changing.error ? t("enter.expired") : notice.value} isOver={isPast} />
      <Form onSubmit={submit} error={changing.error ?? sending.error} field={changing.field}>
        <CodeField
          form={FORM}
          name="code"
          value={code.value}
          hint={t("forgot.hint")}
          isWrong={guesses.isWrong}
          bySms={sent.channel === "SMS"}
          onValue={(value) => {
            code.value = value;
          }}
        />
        {!isNew && (
          <p class="facts">
            <Countdown until={sent.expiresAt} text="enter.expires" />
            {guesses.attempts !== null && <span>{t("enter.attempts", { count: guesses.attempts })}</span>}
          </p>
        )}
        <NewPasswordField username={sent.username} {...bound(password)} />
        <Button type="submit" kind={isNew ? "plain" : "primary"} busy={changing.isBusy}>
          {t(changing.isBusy ? "enter.checking" : "forgot.submit")}
        </Button>
      </Form>
      <div class="ways">
        <WaitingButton
          isNext={isNew}
          until={sent.resendAfter}
          text={isNew ? "enter.new" : "enter.resend"}
          waiting={isNew ? "enter.newIn" : "enter.resendIn"}
          busy={sending.isBusy}
          onClick={resend}
        />
        <Button kind="quiet" onClick={onBack}>
          {t("enter.other")}
        </Button>
      </div>
    </View>
  );
}
