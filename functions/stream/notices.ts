import type { Occasion } from "../../contract/notices.ts";
import { partitionOf } from "../../contract/partition.ts";
import { POOL_TENANT } from "../../contract/tenants.ts";
import { type Image, numberOf, type StreamRecord, type Value } from "./record.ts";

/** A notice that a user of the pool is due. */
export interface Notice {
  occasion: Occasion;
  subject: string;
  /** When it happened, in epoch seconds. */
  at: number;
  /** Names what it is about, in one mailbox: notices with the same name are sent once. */
  once: string;
}

const DAY = 24 * 60 * 60;

/**
 * Gives the notices that one write is due to the owner. A lane is used up when a token's last guess was wrong, or when the day's messages
 * are used. Both lock the owner out, and a spent guess budget is no third case: its last guess is also the last one of a token. Once the
 * budget is spent, guesses at long codes cost nothing, and a token's last guess is the only sign left. All that uses a lane up has one
 * name a day, so that nobody who has the password can flood the mailbox.
 *
 * @param messagesADay the limit on a subject's messages
 */
export function noticesOf({ dynamodb }: StreamRecord, messagesADay: number): Notice[] {
  const { Keys, OldImage: before = {}, NewImage: after, ApproximateCreationDateTime: at } = dynamodb;
  const { tenant, kind, rest: subject } = partitionOf(Keys.pk.S);
  if (tenant !== POOL_TENANT || !after) return [];
  const about = (occasion: Occasion, once: string): Notice => ({ occasion, subject, at, once });
  if (kind === "p") return newDevices(before, after).map((device) => about(...device));
  if (kind !== "s") return [];
  const usedUp = (occasion: Occasion) => about(occasion, `#lane#${Math.floor(at / DAY)}`);
  if (Keys.sk.S.startsWith("#sends#"))
    return rose("total", before, after, messagesADay) ? [usedUp("MESSAGES_USED")] : [];
  const wasWrong = after.lastGuessMac?.S !== after.codeMac?.S;
  const sameToken = before.id?.S === after.id?.S ? before : {};
  const isLast = rose("attempts", sameToken, after, numberOf(after.maxAttempts));
  return isLast && wasWrong ? [usedUp("GUESSES_USED")] : [];
}

/** Whether a number has reached a limit by this write. */
const rose = (name: string, before: Image, after: Image, limit: number) =>
  after[name] !== undefined && numberOf(before[name]) < limit && numberOf(after[name]) >= limit;

/**
 * What the devices that this write made are occasions of, and the notices' names. One that was handed over is made a second time when a code
 * is verified with it, because it lasts from then on.
 */
function newDevices(before: Image, after: Image): [Occasion, string][] {
  const known = before.devices?.M ?? {};
  return Object.entries(after.devices?.M ?? {})
    .filter(([id, device]) => !Object.hasOwn(known, id) || (isHandedOver(known[id]) && !isHandedOver(device)))
    .map(([id, device]) => (isHandedOver(device) ? ["UNLOCKED", `#unlock#${id}`] : ["NEW_DEVICE", `#device#${id}`]));
}

const isHandedOver = (device: Value | undefined) => device?.M?.handedOver?.BOOL === true;
