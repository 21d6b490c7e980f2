import type { ITEM_VERSION } from "./slot.ts";

/**
 * The item of a subject: the devices that it is known by. Times are epoch seconds. A known device has a lane of its own, and only listed
 * ones count: what is taken out of the list is forgotten at once.
 */
export interface Person {
  /** `<tenant>|p|<subject>` (`resolvers/shared/keys.ts`). */
  pk: string;
  sk: "-";
  version: typeof ITEM_VERSION;
  /** Grows with every write. */
  revision: number;
  /** By id. */
  devices: Record<string, Device>;
  /** The devices that were made in the last two days, so that no success makes two, and no day more than `NEW_DEVICES_A_DAY`. */
  made: MadeDevice[];
  /** The first moment of the windows in which lanes may have short codes: each is as long as the guess budget's. */
  windowsFrom: number;
  /** The window in which `lanesOpened` was counted, by its number since `windowsFrom`. */
  window: number;
  /** Lanes that have had, or may have, short codes in that window. */
  lanesOpened: number;
  /** What was verified up to then makes no device, and no step-up token from then counts; 0 until something was forgotten. */
  forgottenAt: number;
  /** The operator whose act the last write was, by their `sub`; null where it was none. Events say it. */
  changedBy: string | null;
}

export interface Device {
  createdAt: number;
  /** When a code was last verified with it, and the `deviceToken` renewed. */
  lastUsedAt: number;
  /** From then on it is a stranger again. */
  expiresAt: number;
  /** Whether it was ever renewed. One that never came back is displaced first. */
  cameBack: boolean;
  /** From when its lane may have short codes: at once, or in the next window if this one has seen enough lanes. */
  shortCodesFrom: number;
  /** The last addresses and numbers that were verified with it, as their messages are counted. */
  destinations: string[];
  /** Whether an operator made it for somebody who had no known device left, and no code has been verified with it yet. */
  handedOver: boolean;
  /** Whether the last code that was verified with it was a fixed one. Devices of before the test mode have none. */
  test?: boolean;
}

/** A device that was made, and of which success. */
export interface MadeDevice {
  device: string;
  /** The verified token's id. */
  by: string;
  /** When it was listed: a repeat of the call that was right may come minutes later. */
  at: number;
}

/** The most devices that a subject is known by. A new one displaces another. */
export const MAX_DEVICES = 4;
/** The most devices that are made in 24 hours. */
export const NEW_DEVICES_A_DAY = 2;
/** Days after which a device that was not renewed is forgotten. */
export const DEVICE_DAYS = 90;
/** Seconds for which a device that an operator has made is known, unless a code is verified with it. */
export const HANDED_OVER_SECONDS = 3600;
/** The most addresses and numbers that are kept of a device: one a channel. */
export const MAX_DESTINATIONS = 2;
