import type { SendRequest } from "../../contract/send-request.ts";
import type { Transaction } from "../../contract/transaction.ts";
import { nearest } from "../locale.ts";
import type { SendSettings } from "./settings.ts";
import { TEXTS } from "./texts/index.ts";
import type { Occasion, Texts, Words } from "./texts/texts.ts";

/** The parts of a message, the same on every channel. */
export interface Content {
  code: string;
  service: string;
  language: string;
  texts: Texts;
  words: Words;
  /** The minutes for which the code is still valid. */
  minutes: number;
  transaction: TransactionText | null;
  /** The caller's own text with the code and the transaction in it; null when our text is sent. */
  own: string | null;
  /** What may fill in the code; null when nothing may. */
  site: SendRequest["site"];
}

/** A transaction as the payer reads it. */
interface TransactionText {
  sum: string;
  payee: string;
  /** Both in one phrase. */
  phrase: string;
}

/**
 * Gathers a send request's content in the nearest configured language.
 *
 * @param now milliseconds since the epoch
 */
export function contentOf(request: SendRequest, code: string, settings: SendSettings, now: number): Content {
  const { serviceName: service, languages } = settings;
  const language = nearest(request.locale, languages);
  const texts = TEXTS[language];
  const transaction = request.transaction && transactionTextOf(request.transaction, texts);
  return {
    code,
    service,
    language,
    texts,
    words: texts.occasions[occasionOf(request, texts)],
    minutes: minutesLeft(request.expiresAt, now),
    transaction,
    own: request.message === null ? null : withTransaction(request.message, transaction).replace("{code}", () => code),
    site: request.site,
  };
}

function occasionOf({ purpose, transaction }: SendRequest, { occasions }: Texts): Occasion {
  if (transaction) return "TRANSACTION";
  return Object.hasOwn(occasions, purpose) ? (purpose as Occasion) : "OTHER";
}

/** Rounded down, with ten seconds' grace; at least 1. */
const minutesLeft = (expiresAt: number, now: number) => Math.max(1, Math.floor((expiresAt - now / 1000 + 10) / 60));

function transactionTextOf({ amount, currency, payee }: Transaction, texts: Texts): TransactionText {
  const parts = { sum: oneLine(`${amount} ${currency}`), payee: oneLine(payee) };
  return { ...parts, phrase: texts.transaction(parts.sum, parts.payee) };
}

/** A payee's name must not break lines, nor change the direction in which the amount beside it is read. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, " ");

/** Adds the amount and the payee in our own words, so that the payer always reads them, whatever the caller's text says. */
const withTransaction = (own: string, transaction: TransactionText | null) =>
  transaction === null ? own : `${own}\n${transaction.phrase}`;
