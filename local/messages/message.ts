/** What a phone or a mailbox shows of a message. */
export interface Message {
  id: string;
  channel: "SMS" | "EMAIL";
  /** E.164 number, or the e-mail addresses behind commas. */
  to: string;
  /** Null for SMS. */
  subject: string | null;
  /** "" for an e-mail that has HTML alone. */
  text: string;
  /** Null for SMS, and for an e-mail that has text alone. */
  html: string | null;
  /** ISO 8601, UTC. */
  sentAt: string;
}

/** What an e-mail was sent with. */
export interface EmailAttributes {
  /** As the sender wrote it, with or without a name. */
  source: string;
  toAddresses: string[];
  ccAddresses: string[];
  bccAddresses: string[];
  replyToAddresses: string[];
  returnPath: string | null;
  configurationSetName: string | null;
  tags: Record<string, string>;
}

/** A message and what nobody is shown: an SMS's message attributes by name as they were sent, or an e-mail's envelope. */
export type StoredMessage = Message &
  ({ channel: "SMS"; attributes: Record<string, string> } | { channel: "EMAIL"; attributes: EmailAttributes });

type Unsent<M> = M extends unknown ? Omit<M, "id" | "sentAt"> : never;

/** A message before it has an id. */
export type OutgoingMessage = Unsent<StoredMessage>;
