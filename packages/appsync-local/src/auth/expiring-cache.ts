/** A bounded map whose entries expire. When it is full it forgets the oldest entry. */
export interface ExpiringCache<Value> {
  get(key: string): Value | undefined;
  /** @param expiresAt milliseconds since the epoch; with a time in the past nothing is stored */
  set(key: string, value: Value, expiresAt: number): void;
  /** @returns whether there was an entry that had not expired */
  delete(key: string): boolean;
}

export function createExpiringCache<Value>(capacity: number, clock: () => number): ExpiringCache<Value> {
  const entries = new Map<string, { value: Value; expiresAt: number }>();
  const get = (key: string) => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    if (clock() < entry.expiresAt) return entry.value;
    entries.delete(key);
    return undefined;
  };
  return {
    get,
    delete(key) {
      return get(key) !== undefined && entries.delete(key);
    },
    set(key, value, expiresAt) {
      if (expiresAt <= clock()) return;
      entries.delete(key);
      entries.set(key, { value, expiresAt });
      if (entries.size > capacity) entries.delete(entries.keys().next().value as string);
    },
  };
}
