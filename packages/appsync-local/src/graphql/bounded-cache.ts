export interface BoundedCache<V> {
  get(key: string): V | undefined;
  /** @param bytes about how much memory the value takes; a value that alone exceeds the bound is not kept */
  set(key: string, value: V, bytes: number): void;
}

/**
 * A cache that forgets what was used least recently once it holds more than so many entries or bytes.
 * @param limits the most that it may hold; bytes are as callers of `set` state them
 */
export function boundedCache<V>(limits: { entries: number; bytes: number }): BoundedCache<V> {
  // A Map keeps the order of insertion, so the first key is the one used least recently.
  const kept = new Map<string, { value: V; bytes: number }>();
  let total = 0;

  function drop(key: string) {
    total -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  }

  return {
    get(key) {
      const hit = kept.get(key);
      if (!hit) return undefined;
      kept.delete(key);
      kept.set(key, hit);
      return hit.value;
    },
    set(key, value, bytes) {
      drop(key);
      if (bytes > limits.bytes) return;
      kept.set(key, { value, bytes });
      total += bytes;
      for (const oldest of kept.keys()) {
        if (kept.size <= limits.entries && total <= limits.bytes) return;
        drop(oldest);
      }
    },
  };
}
