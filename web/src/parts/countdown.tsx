import { clockText, useSecondsUntil } from "../clock.ts";
import { type Key, t } from "../i18n.ts";
import { Button } from "./button.tsx";

/** The time until a moment. It is no live region: nobody wants to hear each second. */
export function Countdown({ until, text, after }: { until: string; text: Key; after: Key }) {
  const seconds = useSecondsUntil(until);
  return (
    <span role="timer" aria-live="off">
      {seconds > 0 ? t(text, { time: clockText(seconds) }) : t(after)}
    </span>
  );
}

/** The time alone, for tables. */
export function TimeLeft({ until }: { until: string }) {
  const seconds = useSecondsUntil(until);
  return <span class="digits">{seconds > 0 ? clockText(seconds) : t("tokens.expired")}</span>;
}

/** A button that waits until a moment. */
export function WaitingButton({
  until,
  text,
  waiting,
  busy,
  onClick,
}: {
  until: string;
  text: Key;
  waiting: Key;
  busy: boolean;
  onClick: () => void;
}) {
  const seconds = useSecondsUntil(until);
  return (
    <Button kind="quiet" disabled={seconds > 0} busy={busy} onClick={onClick}>
      {seconds > 0 ? t(waiting, { time: clockText(seconds) }) : t(text)}
    </Button>
  );
}
