/** Names of the metrics that functions emit, and that alarms and the dashboard read. */

export const NAMESPACE = "appsync-otp";

/** What the send function counts: messages requested, handed to the provider, and not. */
export type SendMetric = "requested" | "delivered" | "failed";

/** What the send function counts of the test mode: fixed codes that it has made the MAC of. */
export type TestMetric = "testCodes";

/** What the account function counts: accounts that it has changed, and changes that it refused. */
export type AccountMetric = "accountsChanged" | "accountChangesRefused";

/** What the stream function counts of changes of slots. `longCodeSlots` are slots whose last guess of the budget was just spent. */
export type SlotMetric = "verified" | "wrongGuesses" | "cancelled" | "longCodeSlots";

/** What the stream function counts of notices to owners: handed to SES, and given up. */
export type NoticeMetric = "noticesSent" | "noticesFailed";

/** What the stream function counts of audit events: taken by EventBridge, and lost because they never can be. */
export type EventMetric = "eventsPut" | "eventsLost";

/** All that the stream function counts. */
export type StreamMetric = SlotMetric | NoticeMetric | EventMetric;

/**
 * What the webhook function counts of attempts: taken by the receiver, failed there, refused there for good, and failed here, where the
 * client could not be read or the event not be signed.
 */
export type WebhookMetric = "webhooksDelivered" | "webhooksFailed" | "webhooksRefused" | "webhookFaults";
