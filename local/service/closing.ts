/** What has been started and has to be closed again: last in, first out. */
export interface Closing {
  add(close: () => unknown): void;
  /** Closes everything once. Later calls close what was added meanwhile. */
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
      for (const close of closes.splice(0).reverse()) await close();
    },
    hasBegun: () => begun,
  };
}
