import type { Check } from "./check.ts";
import { domainsOf } from "./identities.ts";

const POLICY = /^v=DMARC1\s*;(?:.*;)?\s*p\s*=\s*(none|quarantine|reject)/i;

/**
 * Checks that the domain of `email.from`, or one above it, tells mail services what to do with mail that only pretends to be from it (RFC 7489,
 * section 6.6.3). SES's signature is of the domain itself, so its mails pass whatever the policy is.
 */
export const dmarc: Check = async ({ deployment: { domain, settings }, txtRecords }) => {
  for (const each of domainsOf(settings.email.from)) {
    const policies = (await txtRecords(`_dmarc.${each}`)).filter((text) => /^v=DMARC1\b/i.test(text));
    if (policies.length > 1) {
      const message = `_dmarc.${each} has ${policies.length} DMARC records, so that mail services follow none. Leave one.`;
      return { state: "to do", message };
    }
    const [, policy] = POLICY.exec(policies[0] ?? "") ?? [];
    if (policy !== undefined) {
      return { state: "done", message: `${each} has a DMARC record, with the policy ${policy.toLowerCase()}.` };
    }
  }
  return {
    state: "to do",
    message: `Mail services such as Gmail and Yahoo ask who sends much for a DMARC record, and neither ${domain} nor a domain above it has one. Add it to the DNS:`,
    commands: [`_dmarc.${domain}  TXT  "v=DMARC1; p=none; rua=mailto:<your own address>"`],
  };
};
