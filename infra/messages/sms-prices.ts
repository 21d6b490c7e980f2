/**
 * US dollars for one segment of an SMS with what carriers add, as far as docs/costs.md knows them. Prices change: SNS's list decides
 * (https://aws.amazon.com/sns/sms-pricing/).
 */
export const SMS_PRICES: Record<string, number> = { US: 0.00881, ES: 0.06087, DE: 0.11, IN: 0.003 };

/** When they were collected. */
export const PRICES_OF = "November 2026";
