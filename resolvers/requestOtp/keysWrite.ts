import { DAY } from "../../contract/counter.ts";
import type { IdempotencyKey, IdempotencyKeys } from "../../contract/idempotency-keys.ts";
import type { Lane } from "../../contract/lane.ts";
import { ITEM_VERSION } from "../../contract/slot.ts";
import { idempotencyKeysKey } from "../shared/keys.ts";
import { setAttributes } from "../shared/setAttributes.ts";
import type { NewSlot } from "./newSlot.ts";

/**
 * Gives the part of a transaction that writes the idempotency keys of a lane, on the condition that they are those that were read.
 *
 * @param before the item as it was read
 */
export function keysWrite(
  table: string,
  lane: Lane,
  { sk: purpose, createdAt, expiresAt }: NewSlot,
  before: IdempotencyKeys | null,
  keys: IdempotencyKey[],
) {
  // It does not start at 1 again after the item was deleted: a decision on the old one must not fit the new one.
  const revision = (before?.revision ?? createdAt) + 1;
  const attributes = { version: ITEM_VERSION, revision, keys, ttl: expiresAt + 2 * DAY };
  return {
    table,
    operation: "UpdateItem",
    key: idempotencyKeysKey(lane, purpose),
    update: setAttributes(attributes, before ? { ":before": before.revision } : {}),
    condition: {
      expression: before ? "#revision = :before" : "attribute_not_exists(pk)",
      returnValuesOnConditionCheckFailure: false,
    },
  };
}

/** Gives the part of a transaction that puts the keys back as they were before `keysWrite`. */
export function withdrawnKeys(table: string, lane: Lane, slot: NewSlot, before: IdempotencyKeys | null) {
  const mine = (before?.revision ?? slot.createdAt) + 1;
  return {
    table,
    operation: "UpdateItem",
    key: idempotencyKeysKey(lane, slot.sk),
    update: setAttributes({ revision: mine + 1, keys: before?.keys ?? [] }, { ":mine": mine }),
    condition: { expression: "#revision = :mine", returnValuesOnConditionCheckFailure: false },
  };
}
