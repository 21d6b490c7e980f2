import { config } from "./config.ts";

/** The status with which AWS WAF answers a call that needs a challenge first. A GraphQL API has no other use for it. */
const CHALLENGED = 202;

/**
 * Leads to the challenge if the answer to a call says that there is one to pass: it runs silently in a page of its own, and leads back to
 * the view that the address names.
 */
export function passChallenge({ status }: Response): void {
  const { challengeUrl } = config();
  if (status === CHALLENGED && challengeUrl) location.assign(new URL(challengeUrl + location.hash, document.baseURI));
}
