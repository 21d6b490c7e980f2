import type { SendRequest, Transaction } from "../../contract/order.ts";
import { nearest } from "./locale.ts";
import type { SendSettings } from "./settings.ts";
import { TEXTS } from "./texts/index.ts";
import type { Occasion, Texts, Words } from "./texts/texts.ts";

/** What a message is made of, whatever its channel. */
export interface Content {
  code: string;
  service: string;
  language: string;
  texts: Texts;
  words: Words;
  /** How long the code may still be used. */
  minutes: number;
  transaction: TransactionText | null;
  /** The caller's own text, the code and the deal in it; null when ours is to be sent. */
  own: string | null;
}

/** A transaction as the payer reads it. */
interface TransactionText {
  sum: string;
  payee: string;
  /** Both in one phrase. */
  phrase: string;
}

/**
 * Gathers an order's content in the nearest configured language.
 *
 * @param now milliseconds since the epoch
 */
export function contentOf(order: SendRequest, code: string, settings: SendSettings, now: number): Content {
  const { serviceName: service, languages } = settings;
  const language = nearest(order.locale, languages);
  const texts = TEXTS[language];
  const deal = order.transaction && transactionTextOf(order.transaction, texts);
  return {
    code,
    service,
    language,
    texts,
    words: texts.occasions[occasionOf(order, texts)],
    minutes: minutesLeft(order.expiresAt, now),
    transaction: deal,
    own: order.message === null ? null : withTransaction(order.message, deal).replace("{code}", () => code),
  };
}

function occasionOf({ purpose, transaction }: SendRequest, { occasions }: Texts): Occasion {
  if (transaction) return "TRANSACTION";
  return Object.hasOwn(occasions, purpose) ? (purpose as Occasion) : "OTHER";
}

/** Never more than ten seconds too many, and never none. */
const minutesLeft = (expiresAt: number, now: number) => Math.max(1, Math.floor((expiresAt - now / 1000 + 10) / 60));

function transactionTextOf({ amount, currency, payee }: Transaction, texts: Texts): TransactionText {
  const deal = { sum: oneLine(`${amount} ${currency}`), payee: oneLine(payee) };
  return { ...deal, phrase: texts.transaction(deal.sum, deal.payee) };
}

/** A payee's name must not break the lines, nor turn the direction in which the amount beside it is read. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, " ");

/** The payer always reads sum and payee in our words too: the caller's own text may say them, or something like them. */
const withTransaction = (own: string, deal: TransactionText | null) => (deal === null ? own : `${own}\n${deal.phrase}`);
