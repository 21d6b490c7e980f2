import type { LaneBounds } from "./bounds.ts";
import type { Device, LaneSlot, Person, Verified } from "./rules.ts";

/** A call that has read the person, and whose write may come at any moment, or never; that of a renewal also twice. */
export type Operation = Readonly<{ now: number; before: Person | null }> &
  Readonly<
    | { kind: "list"; success: Verified; device: number }
    | { kind: "renew"; success: Verified; device: number; renewed: Device }
    | { kind: "forget"; gone: readonly number[] }
    | { kind: "handOver"; device: number }
    | { kind: "ask"; device: number; known: Device; slot: LaneSlot | null }
  >;

/** A success, which may be presented any number of times, and what has really become of it. */
export type Success = Verified &
  Readonly<{
    /** The device that was made of it, or answered for it. */
    own: number | null;
    /** Whether devices were forgotten since. */
    isVoid: boolean;
  }>;

/** The short-code guesses that were evaluated in a window in the lane of a device. */
export type Spent = Readonly<{ windowFrom: number; device: number; guesses: number }>;

export interface LaneState {
  now: number;
  person: Person | null;
  slots: readonly (readonly [device: number, slot: LaneSlot])[];
  operations: readonly Operation[];
  successes: readonly Success[];
  spent: readonly Spent[];
  /** The dates of the successes that have made devices within a day. */
  madeAt: readonly number[];
  /** A device that was forgotten or displaced, and when: a code may have been sent in its lane before. */
  gone: { device: number; at: number } | null;
  /** Numbers devices and successes. It is not part of the key. */
  ids: number;
}

/**
 * Makes the string that distinguishes states. Times in it are relative to now, as far as they matter; devices and successes are named in
 * the order in which they come up, so that their number is not bounded.
 */
export function createLaneKey(bounds: LaneBounds): (state: LaneState) => string {
  /** The ticks for which what is over may still matter to a call that has read before, or whose clock is late. */
  const past = bounds.lag + bounds.late;
  return function key({ now, person, slots, operations, successes, spent, madeAt, gone }: LaneState): string {
    const ids = new Map<number, string>();
    const name = (id: number) => {
      const known = ids.get(id);
      if (known !== undefined) return known;
      const next = String.fromCharCode(97 + ids.size);
      ids.set(id, next);
      return next;
    };
    const rel = (time: number, least = 0) => Math.max(time - now, least);
    const device = ({ lastUsedAt, expiresAt, cameBack, shortCodesFrom, handedOver }: Device, began: number) =>
      expiresAt <= now - past
        ? `x${bounds.lanes && expiresAt > began ? "+" : ""}`
        : `${now - lastUsedAt}${cameBack ? "c" : ""}${handedOver ? "h" : ""}${bounds.lanes ? rel(shortCodesFrom, -past) : ""}`;
    const beganOf = ({ windowsFrom }: Person) => now - ((now - windowsFrom) % bounds.window);
    const slotOf = (id: number) => {
      const slot = slots.find(([other]) => other === id)?.[1];
      return slot && slot.windowEndsAt > now - past ? `:${slot.guessesUsed}.${slot.windowEndsAt - now}` : "";
    };
    const relevant = (by: number, of: number) =>
      successes.some(({ id }) => id === by) || operations.some((each) => "success" in each && each.success.id === by)
        ? `${name(of)}${name(by)}`
        : "";
    const personText = (of: Person) =>
      [
        of.devices.map(([id, each]) => name(id) + device(each, beganOf(of))).join(","),
        of.made
          .filter(({ at }) => at > now - 2 * bounds.day - past)
          .map(({ device: made, by, at }) => `${relevant(by, made)}${now - at}`)
          .join(","),
        bounds.lanes ? windowText(of) : "",
        Math.max(of.forgottenAt - now, -past - 1),
        rel(of.ttl),
      ].join(";");
    const windowText = ({ windowsFrom, window, lanesOpened }: Person) => {
      const ahead = window - Math.floor((now - windowsFrom) / bounds.window);
      return `${(now - windowsFrom) % bounds.window}${ahead < 0 ? "" : `${"+".repeat(ahead)}=${lanesOpened}`}`;
    };
    const operation = (of: Operation) => {
      const read = () =>
        of.before === person ? "" : of.before ? personText(of.before) + rel(of.before.ttl) : "nobody";
      const since = `${of.kind}${now - of.now}`;
      if (of.kind === "list") return `${since}${name(of.success.id)}${name(of.device)}${read()}`;
      if (of.kind === "renew") return `${since}${name(of.success.id)}${name(of.device)}${device(of.renewed, now)}`;
      if (of.kind === "forget") return `${since}${of.gone.map(name).join("")}${read()}`;
      if (of.kind === "handOver") return `${since}${name(of.device)}${read()}`;
      const isSame = slots.find(([id]) => id === of.device)?.[1] === (of.slot ?? undefined);
      return `${since}${name(of.device)}${device(of.known, now)}${isSame ? "" : "-"}${of.before ? (now - of.before.windowsFrom) % bounds.window : ""}`;
    };
    return [
      person ? personText(person) : "",
      person?.devices.map(([id]) => slotOf(id)).join(",") ?? "",
      spent
        .map(({ windowFrom, device: of, guesses }) => `${now - windowFrom}${lasting(of) ? name(of) : ""}.${guesses}`)
        .toSorted()
        .join(","),
      successes.map(successText).join(","),
      operations.map(operation).join("|"),
      madeAt.map((at) => now - at).join(","),
      gone ? name(gone.device) + (now - gone.at) : "",
    ].join("/");

    function lasting(id: number): boolean {
      return (
        person?.devices.some(([of]) => of === id) === true ||
        operations.some((each) => "device" in each && each.device === id)
      );
    }

    function successText({ id, device: lane, at, own, isVoid }: Success): string {
      return `${name(id)}${lane === null ? "-" : name(lane)}${now - at}${own === null ? "" : name(own)}${isVoid ? "v" : ""}`;
    }
  };
}
