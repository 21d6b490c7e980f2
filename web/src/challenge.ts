import { config } from "./config.ts";
import { route } from "./route.ts";

/** The status with which AWS WAF answers a call that needs a challenge first. A GraphQL API has no other use for it. */
const CHALLENGED = 202;

/**
 * The address of a view whose calls may need a challenge: it is passed on the way there, silently, in a page of AWS WAF's own, which leads
 * back to what stands behind the `#`.
 */
export const throughChallenge = (view: string): string => `${config().challengeUrl ?? ""}#/${view}`;

/** Leads to the challenge, and back to the view that is shown, if the answer to a call says that it has to be passed again. */
export function passChallenge({ status }: Response): void {
  if (status !== CHALLENGED || !config().challengeUrl) return;
  location.assign(new URL(throughChallenge(route.value), document.baseURI));
}
