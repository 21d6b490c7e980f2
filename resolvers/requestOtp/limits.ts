import { util } from "@aws-appsync/utils";
import type { LimitName } from "../../contract/errors.ts";
import { type Counter, type Limit, limitOf, windowsOf } from "../shared/counters.ts";
import { setRateLimit } from "../shared/rateLimit.ts";
import { LEAST_LIFE_SECONDS, settings } from "../shared/settings.ts";
import { iso, type OtpToken } from "../shared/slot.ts";

/**
 * Gives the limits that apply to a request, as its payload has them.
 *
 * @param token the one that is answered
 * @param spent messages that were counted since the counters were read
 */
export const limitsOf = (token: OtpToken, counters: Counter[], spent: number, now: number): Limit[] => [
  { name: "COOLDOWN", limit: 1, remaining: secondsOf(token.resendAfter) > now ? 0 : 1, resetsAt: token.resendAfter },
  ...tokenLimit(token, now),
  ...counters.map((counter) => limitOf(counter, spent, now)),
];

/** A token has a limit as long as the same request would send it again. In its last minute, and once it has ended, another one is issued. */
function tokenLimit({ status, attemptsRemaining, sendsRemaining, expiresAt }: OtpToken, now: number): Limit[] {
  const resetsAt = secondsOf(expiresAt) - LEAST_LIFE_SECONDS + 1;
  const isReplaced = attemptsRemaining === 0 || (sendsRemaining === 0 && status !== "SENT") || resetsAt <= now;
  if (isReplaced) return [];
  return [{ name: "TOKEN", limit: settings.token.maxSends, remaining: sendsRemaining, resetsAt: iso(resetsAt) }];
}

const secondsOf = (time: string) => util.time.parseISO8601ToEpochMilliSeconds(time) / 1000;

/**
 * Sets the header fields: the windows of the counters, and the limit that refuses the request if it does. A cooldown and a token stand among
 * the service limits only then: the next request is most often a `verifyOtp`, which they do not hold up.
 *
 * @param spent as above
 */
export function tellRateLimit(
  counters: Counter[],
  spent: number,
  refusal: { limit: LimitName; seconds: number } | null,
  now: number,
): void {
  const windows = counters.flatMap((counter) =>
    windowsOf(counter, spent, now).map((window) => ({ ...window, name: `${headerName(counter.name)}-${window.name}` })),
  );
  const { cooldownSeconds, maxSends } = settings.token;
  const ofToken = refusal !== null && (refusal.limit === "COOLDOWN" || refusal.limit === "TOKEN") ? [refusal] : [];
  setRateLimit(
    [
      { name: headerName("COOLDOWN"), quota: 1, window: cooldownSeconds },
      { name: headerName("TOKEN"), quota: maxSends, window: null },
      ...windows.map(({ name, limit, seconds }) => ({ name, quota: limit, window: seconds })),
    ],
    [
      ...ofToken.map(({ limit, seconds }) => ({ name: headerName(limit), remaining: 0, resetsIn: seconds })),
      ...windows.map(({ name, remaining, resetsAt }) => ({ name, remaining, resetsIn: resetsAt - now })),
    ],
  );
}

const headerName = (limit: LimitName) => limit.toLowerCase().split("_").join("-");
