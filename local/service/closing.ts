/** What has been started and has to be closed again: last in, first out. */
export interface Closing {
  add(close: () => unknown): void;
  /** Closes everything once, also after one of them failed, whose error is thrown at the end. Later calls close what was added meanwhile. */
  closeAll(): Promise<void>;
  /** Whether `closeAll` has been called. */
  hasBegun(): boolean;
}

export function createClosing(): Closing {
  const closes: (() => unknown)[] = [];
  let begun = false;
  return {
    add(close) {
      closes.push(close);
    },
    async closeAll() {
      begun = true;
      const failures: unknown[] = [];
      for (const close of closes.splice(0).reverse()) {
        try {
          await close();
        } catch (failure) {
          failures.push(failure);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
    hasBegun: () => begun,
  };
}
