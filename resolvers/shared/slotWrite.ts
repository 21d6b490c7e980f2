import { DAY } from "../../contract/counter.ts";
import type { Lane } from "../../contract/lane.ts";
import type { Slot } from "../../contract/slot.ts";
import { slotKey } from "./keys.ts";
import { setAttributes } from "./setAttributes.ts";

/** Gives the part of a transaction that writes every attribute of a slot anew, on the condition that the slot is the one that was read. */
export function slotWrite(table: string, lane: Lane, before: Slot | null, next: Omit<Slot, "pk">) {
  const { sk: _, ...attributes } = next;
  const ttl = Math.max(next.expiresAt, next.windowEndsAt) + DAY;
  const update = setAttributes({ ...attributes, ttl }, before ? { ":before": before.revision } : {});
  // What an earlier token left would make every guess cost more for as long as the slot is used. Slots of version 0.1 had keys in them.
  if (before !== null) update.expression = `${update.expression} REMOVE canceledBy, idempotencyKeys`;
  return {
    table,
    operation: "UpdateItem",
    key: slotKey(lane, next.sk),
    update,
    condition: {
      expression: before ? "#revision = :before" : "attribute_not_exists(pk)",
      returnValuesOnConditionCheckFailure: false,
    },
  };
}
