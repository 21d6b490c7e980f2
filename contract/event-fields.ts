import type { DetailField, EventHead } from "./events.ts";

/** What the fields of audit events say, as docs/reference/events.md has it. */

/** What each field says that every event has. */
export const HEAD_FIELDS: Record<keyof EventHead, string> = {
  id: "The same for the same change, however often it comes: drop what was seen before. 32 hex digits.",
  type: "What happened: one of the list below.",
  time: "When it was written: RFC 3339, in UTC, to the second.",
  result: "`SUCCESS` or `FAILURE`: whether it went the way it was meant to. Each type has one.",
  tenant: "Whose it is: `pool`, `role:<name>` or `client:<id>`.",
  subject: "The person; null for events about API clients.",
  operator: "The operator who did it for somebody else, by their `sub`; null where nobody did.",
};

/** What each field says that only some types have. */
export const DETAIL_FIELDS: Record<DetailField, string> = {
  tokenId:
    "The token's id. Of a known device it names only the half that `devices` lists, so that nobody learns more from an event.",
  purpose: "What the code is for.",
  channel: "`SMS` or `EMAIL`.",
  destination: "The destination, or the new address or number, masked as in `OtpToken`.",
  knownDevice: "Whether it is in the lane of a known device.",
  test: "Whether the settings fix the code, for tests and reviews: what is verified by it proves nothing of a person. Of a device, whether it was made so.",
  resent: "Whether the code of an earlier message was sent again.",
  expiresAt: "When the token expires, or until when the device is known.",
  replacedTokenId: "The id of the token that could have been verified until then; null if there was none.",
  repeated: "Whether a call was repeated by its key after it had used the token.",
  attemptsRemaining: "The guesses that the token has left.",
  budgetSpent: "Whether this guess was the last one of the guess budget, so that codes are long from now on.",
  day: "The day (UTC) whose messages are used up.",
  deviceId: "The device's id, as `devices` lists it.",
  reason:
    "`FORGOTTEN`: somebody ended it. `DISPLACED`: a new one took its place. `EXPIRED`: it was not used for too long.",
  held: "Whether codes to the destination are no second factor until one to another is verified.",
  clientId: "The API client's id.",
  name: "The API client's name.",
  status: "The API client's state: `PENDING` until it is activated, then `ACTIVE`, in the end `REVOKED`.",
  changed: "The names of the fields that were changed.",
  previousValidUntil: "Until when what the client signed with before goes on to count; null if it ended at once.",
};
