/** Stand-ins for SNS and SES, and the inbox that receives what they send. */
export type { Inbox } from "./inbox.ts";
export type { EmailAttributes, Message, StoredMessage } from "./message.ts";
export {
  createMessages,
  type Messages,
  type MessagesOptions,
  type MessagesServer,
  type MessagesState,
  startMessages,
} from "./messages.ts";
