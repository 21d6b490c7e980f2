/** The parts of a message that a phone or a mailbox shows. */
export interface Message {
  id: string;
  channel: "SMS" | "EMAIL";
  /** A number in E.164, or e-mail addresses separated by commas. */
  to: string;
  /** Null for an SMS. */
  subject: string | null;
  /** "" for an e-mail that has only HTML. */
  text: string;
  /** Null for an SMS, and for an e-mail that has only text. */
  html: string | null;
  /** ISO 8601, UTC. */
  sentAt: string;
}

/** The sender, the recipients and the options of an e-mail. */
export interface EmailAttributes {
  /** The address of the sender as it was given, with or without a name. */
  source: string;
  toAddresses: string[];
  ccAddresses: string[];
  bccAddresses: string[];
  replyToAddresses: string[];
  returnPath: string | null;
  configurationSetName: string | null;
  tags: Record<string, string>;
  /** Header fields that the sender added, which SES v2 takes. */
  headers: Record<string, string>;
}

/** A message with the attributes that a phone or mailbox hides: an SMS's message attributes by name, or an e-mail's envelope. */
export type StoredMessage = Message &
  ({ channel: "SMS"; attributes: Record<string, string> } | { channel: "EMAIL"; attributes: EmailAttributes });

type Unsent<M> = M extends unknown ? Omit<M, "id" | "sentAt"> : never;

/** A message before it has an id. */
export type OutgoingMessage = Unsent<StoredMessage>;
