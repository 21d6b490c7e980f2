/** Lets one holder at a time have a key. */
export interface KeyQueues {
  /** Waits until everybody who came before and wanted one of the keys has left. @returns the function by which one leaves */
  enter(keys: string[]): Promise<() => void>;
}

/** Makes the queues. Whoever wants several keys joins all their queues at once and waits for earlier ones alone, so nobody waits in a circle. */
export function createKeyQueues(): KeyQueues {
  const last = new Map<string, Promise<void>>();
  return {
    async enter(keys) {
      const { promise: left, resolve } = Promise.withResolvers<void>();
      const before = keys.map((key) => last.get(key));
      for (const key of keys) last.set(key, left);
      await Promise.all(before);
      return () => {
        for (const key of keys) if (last.get(key) === left) last.delete(key);
        resolve();
      };
    },
  };
}
