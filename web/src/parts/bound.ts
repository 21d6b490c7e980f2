import type { Signal } from "@preact/signals";

/** What binds a control to a signal: the control shows its value, and writes what is typed or chosen into it. */
export const bound = <Value extends string>(signal: Signal<Value>) => ({
  value: signal.value,
  // A control offers no other values than the signal's own.
  onValue(value: string) {
    signal.value = value as Value;
  },
});
