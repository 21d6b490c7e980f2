import * as z from "zod";
import { LANGUAGES } from "../contract/languages.ts";
import { forms, name } from "./fields.ts";

/** What messages call the service, and texts that a tenant has in place of the service's. */

export { LANGUAGES };

const IN_ONE_LINE = /^(?=.*\S)[^<>{}\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]+$/u;

export const serviceName = () =>
  z
    .string()
    // Without the flag u a pattern counts UTF-16 units, as the segments of an SMS do.
    .regex(/^.{1,20}$/)
    .regex(IN_ONE_LINE)
    .register(forms, { form: "1 to 20 visible characters in one line, without <, >, { and }" });

/**
 * A text in one line, with placeholders of a closed list, without what HTML or a link is made of: whoever gets a false message finds no link in
 * ours, and does not expect one.
 */
const template = (pattern: RegExp, most: number, placeholders: string) =>
  z
    .string()
    .max(most)
    .regex(/^(?!.*(?::\/\/|www\.|[\p{L}\p{N}-]\.\p{L}{2}))/u)
    .regex(/^(?=.*\S)[^<>\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069]+$/u)
    .regex(pattern)
    .register(forms, { form: `a text of 1 to ${most} characters in one line, without links, and ${placeholders}` })
    .optional();

const SMS = /^(?!.*\{code\}.*\{code\})(?=.*\{code\})(?:[^{}]|\{(?:code|service|minutes)\})+$/u;
const EMAIL = /^(?:[^{}]|\{service\})+$/u;

const texts = z.strictObject({
  sms: template(SMS, 140, "with {code} once, and no other placeholder than {service} and {minutes}").describe(
    "The SMS. It has the language's word for a code, for which phones look, and takes one segment. The line that binds the code to a site stays behind it.",
  ),
  subject: template(EMAIL, 100, "with no placeholder but {service}").describe(
    "The subject of the e-mail. It has no code, because subjects stand in SES's events.",
  ),
  intro: template(EMAIL, 200, "with no placeholder but {service}").describe(
    "The line above the code in the e-mail. What is below it stays the service's.",
  ),
});

/** Texts by purpose and language. A payment is always told in the service's own words, so that the payer reads amount and payee. */
export const messages = () =>
  z.record(name(), z.partialRecord(z.enum(LANGUAGES), texts)).register(forms, { form: "an object of purposes" });

export type Messages = z.output<ReturnType<typeof messages>>;
