import { Refusal } from "../errors.ts";

export const NOT_AUTHORIZED = "You are not authorized to make this call.";

/**
 * A request whose caller is unknown. The client learns little and always gets HTTP 401 (for IAM, AppSync answers some of these
 * with 403 and types of its own [?]); `reason` is for the developer's log and holds no secret.
 */
export class Unauthenticated extends Refusal {
  readonly reason: string;

  constructor(reason: string, message: string = NOT_AUTHORIZED) {
    super(401, "UnauthorizedException", message);
    this.reason = reason;
  }
}
