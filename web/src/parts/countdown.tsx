import { clockText, useSecondsUntil } from "../clock.ts";
import { type Key, t } from "../i18n.ts";
import { Button } from "./button.tsx";

/** The time until a moment. It is no live region: nobody wants to hear each second. */
export function Countdown({ until, text }: { until: string; text: Key }) {
  const seconds = useSecondsUntil(until);
  return (
    <span role="timer" aria-live="off">
      {t(text, { time: clockText(seconds) })}
    </span>
  );
}

/** The time alone, for tables. */
export function TimeLeft({ until }: { until: string }) {
  const seconds = useSecondsUntil(until);
  return <span class="digits">{seconds > 0 ? clockText(seconds) : t("tokens.expired")}</span>;
}

/** A button that waits until a moment. @param isNext whether it is what the person does next: then it is the view's main button */
export function WaitingButton({
  isNext,
  until,
  text,
  waiting,
  busy,
  onClick,
}: {
  isNext: boolean;
  until: string;
  text: Key;
  waiting: Key;
  busy: boolean;
  onClick: () => void;
}) {
  const seconds = useSecondsUntil(until);
  return (
    <Button kind={isNext ? "primary" : "quiet"} disabled={seconds > 0} busy={busy} onClick={onClick}>
      {seconds > 0 ? t(waiting, { time: clockText(seconds) }) : t(text)}
    </Button>
  );
}
