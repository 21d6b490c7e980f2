import type { Channel } from "./send-request.ts";

/** What a step asks the account function, which alone may change the accounts of the user pool, and what that answers. */

/** What is to be changed, once somebody has verified a code for it. */
export interface Change {
  /** `password`: by a code to the account's own address or number. `contact`: by a code to the new one. */
  change: "password" | "contact";
  /** The user's `sub`. */
  subject: string;
  /** The user's name in the pool. */
  username: string;
  channel: Channel;
  /** Where the code went: by which the password is reset, or the new address or number. */
  destination: string;
  /** When the code was verified, in epoch seconds. A repeat has the same, so that nothing is done twice. */
  verifiedAt: number;
}

export type AccountRequest =
  | (Change & { change: "password"; newPassword: string })
  | (Change & {
      change: "contact";
    });

/** Why an account was not changed. Anything else that goes wrong is an error of the function, after which a repeat goes on. */
export const ACCOUNT_REFUSALS = {
  NO_ACCOUNT: "The pool has no such user, or has disabled it.",
  OPERATOR: "The user is an operator, whose account only people with rights on the pool change.",
  FEDERATED: "The user signs in through an identity provider, which keeps password and address.",
  NOT_OWN: "The code went to an address or number that is not the user's verified one any more.",
  PASSWORD_POLICY: "The pool does not take the password: it does not keep to the policy, or was used before.",
  TAKEN: "Another user signs in by this address.",
  SUPERSEDED: "The account was changed again after this code was verified.",
} as const;

export type AccountRefusal = keyof typeof ACCOUNT_REFUSALS;

export type AccountAnswer = { outcome: "CHANGED" } | { outcome: "REFUSED"; reason: AccountRefusal };
