import type { Context } from "@aws-appsync/utils";

/** A `deviceToken` as it was sent, and whom it has to name. */
export interface SentDevice {
  token: string | null;
  tenant: string;
  subject: string;
}

/** What the before handler of a field that takes a `deviceToken` hands to verifyDevice, and what it finds. */
export type DeviceStash = {
  /** Null where the field takes none this time. */
  sentDevice: SentDevice | null;
  /** verifyDevice: the device that a genuine token names; it may have been forgotten since. */
  device?: string;
};

export type DeviceContext = Context<unknown, DeviceStash>;
