import type { Context } from "@aws-appsync/utils";
import type { DeviceClaim } from "../../contract/mac-text.ts";
import type { Person } from "../../contract/person.ts";
import type { StepUpStash } from "../stepUp/context.ts";
import type { VerifyOtpResult } from "../verifyOtp/context.ts";

/** Whose devices they are. */
export interface Owner {
  tenant: string;
  subject: string;
}

/** What the steps around a person's item hand on. */
export type PersonStash = {
  /** The before handler; null where there is nothing to read. */
  owner: Owner | null;
  now: number;
  /** readPerson: the person, and the moment up to which sessions are void, in epoch seconds. */
  person: Person | null;
  signedOut?: number;
};

/** What the steps that make a `deviceToken` hand on. */
export type DeviceTokenStash = PersonStash & {
  /** When the user signed in; null for backends. */
  authTime: number | null;
  /** The device that the token is to name, once it is listed. */
  claim?: DeviceClaim;
  /** listDevice: whether its write was refused, because the person has changed since. */
  lost?: boolean;
  /** macDevice. */
  deviceToken?: string;
};

/** `VerifyOtpPayload.deviceToken`: its source is verifyOtp's result. */
export type DeviceTokenContext = Context<unknown, DeviceTokenStash, undefined, VerifyOtpResult>;

export interface DevicesArgs {
  subject?: string | null;
  tenant?: string | null;
  stepUpToken?: string | null;
}
export type DevicesContext = Context<DevicesArgs, StepUpStash & PersonStash>;

export interface ForgetDevicesInput extends DevicesArgs {
  id?: string | null;
}
export type ForgetDevicesContext = Context<{ input: ForgetDevicesInput }, StepUpStash & PersonStash>;

export interface UnlockSubjectInput {
  subject: string;
  tenant?: string | null;
  stepUpToken?: string | null;
}
export type UnlockSubjectContext = Context<{ input: UnlockSubjectInput }, StepUpStash & DeviceTokenStash>;
