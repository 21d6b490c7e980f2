import { Refusal } from "../errors.ts";

export const NOT_AUTHORIZED = "You are not authorized to make this call.";

/**
 * A request whose caller is unknown. The client learns little and gets HTTP 401, unless its clock is off (for IAM, AppSync answers some
 * others with types of its own, too [?]); `reason` is for the developer's log and holds no secret.
 */
export class Unauthenticated extends Refusal {
  readonly reason: string;

  constructor(reason: string, message: string = NOT_AUTHORIZED, status = 401, type = "UnauthorizedException") {
    super(status, type, message);
    this.reason = reason;
  }
}

const MINUTE = 60_000;

/**
 * A request whose signature is of another time than now. AppSync says by how much, and clients set their clocks by it and by the `Date` of
 * the answer: Amplify does when `x-amzn-errortype` is this type. That the status is 400 follows from the type. [?]
 *
 * @param signed and `now`: milliseconds since the epoch; `most`: how far apart they may be
 */
export function clockIsOff(signed: number, now: number, most: number): Unauthenticated {
  const allowed = `${most / MINUTE} min.`;
  const message =
    signed < now
      ? `Signature expired: ${amzDate(signed)} is now earlier than ${amzDate(now - most)} (${amzDate(now)} - ${allowed})`
      : `Signature not yet current: ${amzDate(signed)} is still later than ${amzDate(now + most)} (${amzDate(now)} + ${allowed})`;
  return new Unauthenticated(message, message, 400, "BadRequestException");
}

/** `20260102T030405Z`. */
const amzDate = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
