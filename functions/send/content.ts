import type { SendRequest } from "../../contract/send-request.ts";
import { filledIn } from "../../contract/templates.ts";
import { POOL_TENANT, roleNameOf } from "../../contract/tenants.ts";
import type { Transaction } from "../../contract/transaction.ts";
import { nearest } from "../locale.ts";
import type { MessageSettings } from "./settings.ts";
import { TEXTS } from "./texts/index.ts";
import type { Occasion, Texts, Words } from "./texts/texts.ts";

/** The parts of a message, the same on every channel. */
export interface Content {
  code: string;
  service: string;
  language: string;
  texts: Texts;
  words: Words;
  /** Whether the SMS is a tenant's own text, which stays as it is. */
  isOwnSms: boolean;
  /** The minutes for which the code is still valid. */
  minutes: number;
  transaction: TransactionText | null;
  /** The caller's own text with the code and the transaction in it, in NFC; null when our text is sent. */
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
export function contentOf(request: SendRequest, code: string, settings: MessageSettings, now: number): Content {
  const { languages } = settings;
  const language = nearest(request.locale, languages);
  const texts = TEXTS[language];
  const transaction = request.transaction && transactionTextOf(request.transaction, texts);
  const minutes = minutesLeft(request.expiresAt, now);
  const tenant = ownOf(request.tenant, settings);
  const occasion = occasionOf(request, texts);
  const written = occasion === "TRANSACTION" ? undefined : tenant.messages[request.purpose]?.[language];
  return {
    code,
    service: tenant.serviceName.normalize("NFC"),
    language,
    texts,
    words: wordsOf(texts.occasions[occasion], written, minutes),
    isOwnSms: written?.sms !== undefined,
    minutes,
    transaction,
    own: request.message === null ? null : withTransaction(request.message, transaction).replace("{code}", () => code),
    site: request.site,
  };
}

/** What a tenant of the settings has of its own, else the service's; the pool's texts are the service's own. */
function ownOf(tenant: string, { serviceName, messages, tenants }: MessageSettings) {
  if (tenant === POOL_TENANT) return { serviceName, messages };
  const name = roleNameOf(tenant);
  const own = name !== null && Object.hasOwn(tenants, name) ? tenants[name] : undefined;
  return { serviceName: own?.serviceName ?? serviceName, messages: own?.messages ?? {} };
}

/** Puts a tenant's own texts in the place of ours. */
function wordsOf(words: Words, own: Partial<Record<keyof Words, string>> | undefined, minutes: number): Words {
  const filled = (template: string, values: Record<string, string>) =>
    filledIn(template, { ...values, minutes: `${minutes}` }).normalize("NFC");
  const { sms, subject, intro } = own ?? {};
  return {
    sms: sms === undefined ? words.sms : (code, service) => filled(sms, { code, service }),
    subject: subject === undefined ? words.subject : (service) => filled(subject, { service }),
    intro: intro === undefined ? words.intro : (service) => filled(intro, { service }),
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

/**
 * A payee's name must not break lines, nor change the direction in which the amount beside it is read. The spaces of an amount become
 * plain, and its apostrophes straight: GSM's alphabet has no others.
 */
const oneLine = (text: string) =>
  text
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, (found) => (/^ +$/.test(found) ? found : " "))
    .replaceAll("\u2019", "'");

/** Adds the amount and the payee in our own words, so that the payer always reads them, whatever the caller's text says. */
const withTransaction = (own: string, transaction: TransactionText | null) =>
  (transaction === null ? own : `${own}\n${transaction.phrase}`).normalize("NFC");
