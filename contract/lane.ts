import { partitionOf } from "./partition.ts";

/**
 * A lane: whose slots they are, and on which known device. Each lane has slots, guesses and messages of its own, under a partition key
 * of its own, so that no flood of calls at the common lane, which is everybody's without a known device, slows a device down.
 */
export interface Lane {
  tenant: string;
  subject: string;
  /** The device's id, 32 hex digits; null for the common lane. */
  device: string | null;
}

export const DEVICE_LENGTH = 32;

/** Gives the partition key under which a lane's slots stand. A tenant's name holds no `|`, so that no two lanes share a key. */
export const lanePartition = ({ tenant, subject, device }: Lane) =>
  device === null ? `${tenant}|s|${subject}` : `${tenant}|l|${device}|${subject}`;

/** Gives the lane whose slots stand under a partition key. */
export function laneOf(pk: string): Lane {
  const { tenant, kind, rest } = partitionOf(pk);
  if (kind !== "l") return { tenant, subject: rest, device: null };
  return { tenant, subject: rest.slice(DEVICE_LENGTH + 1), device: rest.slice(0, DEVICE_LENGTH) };
}

/**
 * The half of a device's id that people see and name it by. Who knows the whole id can address the device's lane, and slow it down by a
 * flood; a password is enough to list devices.
 */
export const publicId = (device: string) => device.slice(0, DEVICE_LENGTH / 2);
