import { WireError } from "../wire/index.ts";
import { bareAddress, isCovered } from "./email-address.ts";
import type { Inbox } from "./inbox.ts";
import type { EmailAttributes } from "./message.ts";

const MAX_RECIPIENTS = 50;

/** An account of SES. */
export interface SesAccount {
  /** The addresses and domains (with their subdomains) that may send. */
  verifiedIdentities: readonly string[];
  configurationSets: readonly string[];
  /** Identities that are configured to reject a message when their MAIL FROM domain fails its check, and whose domain fails. */
  failingMailFrom: readonly string[];
  /** The region that errors name. */
  region: string;
}

/** An e-mail in the form that both versions of SES share. */
export interface Email extends EmailAttributes {
  subject: string;
  text: string | null;
  html: string | null;
}

/**
 * Delivers an e-mail into the inbox. Any recipient will do, including those of SES's mailbox simulator.
 *
 * @returns the message id
 * @throws WireError with the types and messages of SES v1
 */
export function deliverEmail({ subject, text, html, ...attributes }: Email, account: SesAccount, inbox: Inbox): string {
  const { source, toAddresses, ccAddresses, bccAddresses, replyToAddresses, returnPath } = attributes;
  const senders = [source, ...(returnPath === null ? [] : [returnPath])].map(bareAddress);
  const recipients = [...toAddresses, ...ccAddresses, ...bccAddresses];
  for (const address of [...recipients, ...replyToAddresses]) bareAddress(address);
  // [?] SES's wording is not known.
  if (recipients.length === 0) throw new WireError("InvalidParameterValue", "Missing required header 'To'.");
  if (recipients.length > MAX_RECIPIENTS) {
    throw new WireError("InvalidParameterValue", `Recipient count exceeds ${MAX_RECIPIENTS}.`);
  }
  assertMaySend(senders, attributes.configurationSetName, account);
  return inbox.add({ channel: "EMAIL", to: recipients.join(", "), subject, text: text ?? "", html, attributes });
}

function assertMaySend(senders: string[], configurationSet: string | null, account: SesAccount): void {
  if (configurationSet !== null && !account.configurationSets.includes(configurationSet)) {
    throw new WireError("ConfigurationSetDoesNotExist", `Configuration set <${configurationSet}> does not exist.`);
  }
  const unverified = senders.filter((sender) => !isCovered(account.verifiedIdentities, sender));
  if (unverified.length > 0) {
    throw new WireError(
      "MessageRejected",
      "Email address is not verified. The following identities failed the check in region " +
        `${account.region.toUpperCase()}: ${unverified.join(", ")}`,
    );
  }
  const failing = senders.find((sender) => isCovered(account.failingMailFrom, sender));
  if (failing !== undefined) {
    // [?] SES's wording is not known.
    throw new WireError("MailFromDomainNotVerifiedException", `The MAIL FROM domain of ${failing} is not verified.`);
  }
}
