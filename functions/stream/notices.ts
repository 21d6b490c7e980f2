import type { AuditEvent } from "../../contract/events.ts";
import type { Occasion } from "../../contract/notices.ts";
import { POOL_TENANT } from "../../contract/tenants.ts";
import { deliversTests } from "../environment.ts";
import type { StreamRecord } from "./record.ts";

/** A notice that a user of the pool is due. */
export interface Notice {
  occasion: Occasion;
  subject: string;
  /** When it happened, in epoch seconds. */
  at: number;
  /** The address that it goes to; null for the user's verified one. */
  to: string | null;
  /** Names what it is about, in one mailbox: notices with the same name are sent once. */
  once: string;
}

/**
 * Gives the notice that an event is due to the owner. A lane is used up when a token's last guess was wrong, or when the day's messages
 * are used. Both lock the owner out, and a spent guess budget is no third case: its last guess is also the last one of a token. Once the
 * budget is spent, guesses at long codes cost nothing, and a token's last guess is the only sign left. All that uses a lane up has one
 * name a day, so that nobody who has the password can flood the mailbox.
 *
 * @param record the event's
 */
export function noticeOf(event: AuditEvent, record: StreamRecord): Notice | null {
  const { tenant, subject, time } = event;
  if (tenant !== POOL_TENANT || subject === null) return null;
  // At a stage nobody reads what is sent to the people of a test.
  if ("test" in event && event.test && !deliversTests()) return null;
  const about = (occasion: Occasion, once: string): Notice => ({
    occasion,
    subject,
    to: null,
    at: Date.parse(time) / 1000,
    once,
  });
  const lane = `#lane#${time.slice(0, "2026-01-01".length)}`;
  switch (event.type) {
    case "messages.exhausted":
      return event.knownDevice ? null : about("MESSAGES_USED", lane);
    case "otp.rejected":
      return event.knownDevice || event.repeated || event.attemptsRemaining > 0 ? null : about("GUESSES_USED", lane);
    case "device.added":
      return about("NEW_DEVICE", `#device#${event.deviceId}`);
    case "device.handed_over":
      return about("UNLOCKED", `#unlock#${event.deviceId}`);
    case "account.password_changed":
      return about("PASSWORD_CHANGED", `#account#${event.id}`);
    case "account.contact_changed":
      if (event.channel === "SMS") return about("PHONE_CHANGED", `#account#${event.id}`);
      return toOldAddress(about("EMAIL_CHANGED", `#account#${event.id}`), record);
    default:
      return null;
  }
}

/** An address that was changed is told to its owner where it was: at the new one is perhaps somebody else. */
function toOldAddress(notice: Notice, { dynamodb }: StreamRecord): Notice | null {
  const to = dynamodb.OldImage?.change?.M?.oldEmail?.S;
  return to === undefined ? null : { ...notice, to };
}
