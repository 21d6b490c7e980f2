import type { Person } from "../../contract/person.ts";
import { POOL_TENANT } from "../../contract/tenants.ts";
import type { Caller } from "../shared/caller.ts";
import { secondFactorRequired } from "../shared/errors.ts";
import type { StepUpNeed, StepUpStash } from "./context.ts";

type Token = string | null | undefined;

/** Whether an operator reads or changes what is not their own. */
export const actsForOthers = ({ kind, subject: own }: Caller, tenant: string, subject: string | null) =>
  kind === "operator" && (subject !== own || tenant !== POOL_TENANT);

/** The second factor of an operator, for what they do for others. */
export const operatorsNeed = (caller: Caller, token: Token): StepUpNeed => ({
  ...needOf(caller, caller.subject as string, token),
  purpose: "operator",
});

/** Gives the operator who acts for others in this field, by their `sub`; null where nobody does. */
export const operatorIn = (stash: StepUpStash): string | null =>
  stash.stepUp?.purpose === "operator" ? stash.stepUp.subject : null;

/** The second factor of the person whose account is changed. A backend presents it for them. */
export const ownersNeed = (caller: Caller, subject: string, token: Token): StepUpNeed => ({
  ...needOf(caller, subject, token),
  purpose: "manage-account",
});

const needOf = ({ kind, tenant, session, authTime }: Caller, subject: string, token: Token) => ({
  tenant,
  subject,
  session,
  authTime: kind === "backend" ? null : authTime,
  token: token ?? null,
});

/** Ends the field with `SecondFactorRequired` where devices were forgotten since the code was verified. @param person who verified it */
export function checkNotVoid(stash: StepUpStash, person: Person | null): void {
  const { stepUp, steppedUpAt } = stash;
  if (person !== null && (steppedUpAt as number) <= person.forgottenAt) {
    secondFactorRequired((stepUp as StepUpNeed).purpose);
  }
}
