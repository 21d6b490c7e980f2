import { util } from "@aws-appsync/utils";
import type { DeviceClaim, StepUpClaim } from "../../contract/mac-text.ts";

/**
 * Device tokens and step-up tokens: claims in clear, and the MAC by which KMS knows them again. Their holders keep them and do not read
 * them. Names that callers have chosen stand in them in base64, and are compared so: what somebody made up is not decoded, but for what may
 * be the `sub` of a user of the pool.
 *
 * - `device_<key version>.<tenant>.<subject>.<device>.<epoch seconds>.<MAC>`
 * - `step-up_<key version>.<tenant>.<subject>.<session>.<purpose>.<epoch seconds>.<MAC>`
 */

const NAME = "[A-Za-z0-9+/=]*";
const AT = "[1-9][0-9]{9}";
/** 32 bytes in canonical base64: its last character has two bits that are zero. KMS fails at any other text, instead of finding it wrong. */
const MAC = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=";
const DEVICE_FORM = `^device_[1-9]\\.${NAME}\\.${NAME}\\.[0-9a-f]{32}\\.${AT}\\.${MAC}\\z`;
const STEP_UP_FORM = `^step-up_[1-9]\\.${NAME}\\.${NAME}\\.${NAME}\\.[a-z0-9-]{1,32}\\.${AT}\\.${MAC}\\z`;
/** More than the longest token has. */
const MAX_LENGTH = 2_048;

/** As many as the form has. */
type Parts = [string, string, string, string, string, string, string];

/** What every token has beside its claims. */
interface Signed {
  keyVersion: string;
  mac: string;
}

export function deviceToken({ tenant, subject, device, at }: DeviceClaim, { keyVersion, mac }: Signed): string {
  return [`device_${keyVersion}`, util.base64Encode(tenant), util.base64Encode(subject), device, `${at}`, mac].join(
    ".",
  );
}

/** 36 characters of ASCII in base64, which no text that somebody made up can fail to be decoded from. */
const POOL_SUBJECT = "^[A-Za-z0-9+/]{48}\\z";
const UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\z";

/**
 * Gives the user of the pool whom a device token names, where nobody has signed in. Whether it is genuine is not said by this.
 *
 * @returns the `sub`; null for any text that is no device token of the pool
 */
export function namedSubject(text: string | null | undefined): string | null {
  if (!text || text.length > MAX_LENGTH || !util.matches(DEVICE_FORM, text)) return null;
  const named = text.split(".")[2] as string;
  if (!util.matches(POOL_SUBJECT, named)) return null;
  const subject = util.base64Decode(named);
  return util.matches(UUID, subject) ? subject : null;
}

/** Reads a device token. Null for any text that does not have its whole form, or names somebody else. */
export function readDeviceToken(
  text: string | null | undefined,
  { tenant, subject }: Pick<DeviceClaim, "tenant" | "subject">,
): (DeviceClaim & Signed) | null {
  if (!text || text.length > MAX_LENGTH || !util.matches(DEVICE_FORM, text)) return null;
  const [kind, ofTenant, ofSubject, device, at, mac] = text.split(".") as Parts;
  if (ofTenant !== util.base64Encode(tenant) || ofSubject !== util.base64Encode(subject)) return null;
  return { tenant, subject, device, at: JSON.parse(at), keyVersion: kind.slice(-1), mac };
}

export function stepUpToken(claim: StepUpClaim, { keyVersion, mac }: Signed): string {
  const { tenant, subject, session, purpose, at } = claim;
  const names = [tenant, subject, session].map((name) => util.base64Encode(name));
  return [`step-up_${keyVersion}`, ...names, purpose, `${at}`, mac].join(".");
}

/** Reads a step-up token. Null for any text that does not have its whole form, or is for another caller, session or purpose. */
export function readStepUpToken(
  text: string | null | undefined,
  { tenant, subject, session, purpose }: Omit<StepUpClaim, "at">,
): (StepUpClaim & Signed) | null {
  if (!text || text.length > MAX_LENGTH || !util.matches(STEP_UP_FORM, text)) return null;
  const [kind, ofTenant, ofSubject, ofSession, ofPurpose, at, mac] = text.split(".") as Parts;
  const names = [tenant, subject, session].map((name) => util.base64Encode(name));
  if (ofTenant !== names[0] || ofSubject !== names[1] || ofSession !== names[2] || ofPurpose !== purpose) return null;
  return { tenant, subject, session, purpose, at: JSON.parse(at), keyVersion: kind.slice(-1), mac };
}
