/** Where the device tokens of people are kept. A token is as good as a remembered browser: keep it where the session is kept. */
export interface DeviceTokens {
  /** @returns null or undefined where none is kept */
  get(subject: string): MaybePromise<string | null | undefined>;
  set(subject: string, deviceToken: string): MaybePromise<void>;
  delete(subject: string): MaybePromise<void>;
}

type MaybePromise<T> = T | Promise<T>;

/** Keeps them as long as the page or the process lives. */
export function inMemory(): DeviceTokens {
  const tokens = new Map<string, string>();
  return {
    get: (subject) => tokens.get(subject),
    set: (subject, deviceToken) => void tokens.set(subject, deviceToken),
    delete: (subject) => void tokens.delete(subject),
  };
}

/** The part of `Storage` that is used. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/**
 * Keeps them in the browser's `localStorage`, for every page of the origin.
 *
 * @param storage another one, such as `sessionStorage`
 * @param prefix what their keys begin with: one for each API, where an origin uses several
 */
export function inLocalStorage(storage: TextStorage = localStorage, prefix = "appsync-otp.device."): DeviceTokens {
  return {
    get: (subject) => storage.getItem(prefix + subject),
    set: (subject, deviceToken) => storage.setItem(prefix + subject, deviceToken),
    delete: (subject) => storage.removeItem(prefix + subject),
  };
}
