import { DAY } from "../../contract/counter.ts";
import type { IdempotencyKey, IdempotencyKeys } from "../../contract/idempotency-keys.ts";
import { isUsed, type Slot } from "../../contract/slot.ts";
import { latestEnd } from "../shared/settings.ts";
import { askedBy } from "./asked.ts";
import type { NewSlot } from "./newSlot.ts";
import type { OtpRequest } from "./otpRequest.ts";

const KEYS_KEPT = 4;

/**
 * Finds a request's idempotency key. It is known for a day after its token's end. One whose end is further ahead than it can
 * honestly be was written by a clock that was wrong, and is not known.
 */
export const knownKey = (item: IdempotencyKeys | null, { idempotencyKey }: OtpRequest, now: number) =>
  item?.keys.find(
    ({ key, expiresAt }) => key === idempotencyKey && now < expiresAt + DAY && expiresAt <= latestEnd(now),
  );

/**
 * Gives the keys of a lane once a message is reserved: those of the token before with what became of it, and the request's own.
 *
 * @param before the slot as it was read
 * @param next the slot as it is written
 * @returns null when nothing changes, so that requests without a key write no item
 */
export function keysAfter(item: IdempotencyKeys | null, before: Slot | null, next: NewSlot, otpRequest: OtpRequest) {
  const keys = item?.keys ?? [];
  const { idempotencyKey } = otpRequest;
  const concerned = before !== null && keys.some(({ id }) => id === before.id);
  if (idempotencyKey === null && !concerned) return null;
  const noted =
    before === null ? keys : keys.map((key) => (key.id === before.id ? { ...key, ...fate(before, next) } : key));
  if (idempotencyKey === null) return noted;
  const { id, createdAt, expiresAt, codeLength, alphabet } = next;
  const own = { key: idempotencyKey, asked: askedBy(otpRequest), id, createdAt, expiresAt, codeLength, alphabet };
  return [...noted.filter(({ key }) => key !== idempotencyKey), own].slice(-KEYS_KEPT);
}

/**
 * What a key has to remember of its token. A message that was sent stays so: the next one may fail, and the key is not to send another
 * one then. A token that is replaced ends.
 */
function fate(before: Slot, next: NewSlot): Partial<IdempotencyKey> {
  if (next.id !== before.id) return { endStatus: isUsed(before) ? "VERIFIED" : "CANCELED" };
  return before.status === "SENT" ? { sent: true } : {};
}
