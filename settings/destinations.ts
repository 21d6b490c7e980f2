import * as z from "zod";
import { forms, text } from "./fields.ts";

/** Where messages may go, and which e-mail addresses count as one. */

const prefix = () => text(/^\+[1-9]\d{0,6}$/, "+ and 1 to 7 digits");
export const country = () => text(/^[A-Z]{2}$/, "two capital letters (ISO 3166)");

/**
 * AppSync was reported to end array methods after 1,000 elements without a word: prefixes behind them would not be denied. And a step that
 * has them baked in may have 32,768 characters; all countries of the world take 1,700 of these.
 */
const MAX_PREFIXES = 1_000;
const MAX_BAKED = 5_000;
const PREFIXES_FORM = { form: "a list of at most 1,000 entries" };

/** Refuses what does not fit into a step. @param baked an entry as the step has it */
const bounded =
  <Entry>(baked: (entry: Entry) => string) =>
  (entries: Entry[], problems: z.RefinementCtx) => {
    const { length } = entries.map(baked).join(",");
    if (length <= MAX_BAKED) return;
    problems.addIssue({ code: "custom", message: "at most 5,000 characters, written as +49 DE,+1242", input: length });
  };

const placed = () =>
  z.strictObject({
    prefix: prefix().describe("What numbers begin with, in E.164."),
    country: country().describe("The country in which a number with this prefix has to be."),
  });

/** NANP prefixes outside the United States and Canada: the numbers look domestic and cost as much as premium ones. */
const CARIBBEAN = [
  ...["242", "246", "264", "268", "284", "340", "345", "441", "473", "649", "658", "664", "721", "758", "767", "784"],
  ...["787", "809", "829", "849", "868", "869", "876", "939"],
];
/** The same, for United States territories in the Pacific. */
const PACIFIC = ["670", "671", "684"];

const MAX_RANGES = 100;

/** Numbers of which the deployer knows more than the service's table. */
export type NumberRange = z.output<ReturnType<typeof placed>>;

const DOMAIN = /^(\*|([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9]))$/;
/** The rules are a part of every step, and AppSync takes 32,768 characters of a step. */
const MAX_RULES = 2_000;

const DOMAINS_FORM = "a list of at least one domain, or of * alone";

const withDomains = z.looseObject({ domains: z.array(z.unknown()) });
/** Rules about `domains` are judged whatever else is wrong, as long as it is a list. */
const whenDomainsAreListed = {
  when: ({ value }: { value: unknown }) => withDomains.safeParse(value).success,
};

const mailboxRule = z
  .strictObject({
    domains: z
      .array(text(DOMAIN, "a domain in lower case, or *"))
      .min(1)
      .register(forms, { form: DOMAINS_FORM })
      .describe("The provider's domains, in lower case. `*` stands alone, for every domain that no other rule names."),
    ignored: text(/^[._-]{1,3}$/, "1 to 3 of the characters ., - and _")
      .optional()
      .describe("The characters that the provider ignores in a name."),
    separator: text(/^[+-]$/, "+ or -")
      .optional()
      .describe("The character that separates a name from a tag of the owner's choice (RFC 5233)."),
    subdomains: z.literal(true).optional().describe("`anything@name.domain` reaches `name@domain`."),
    as: text(DOMAIN, "a domain in lower case").optional().describe("The one of `domains` for which the others stand."),
  })
  .refine(({ domains }) => domains.length === 1 || domains.indexOf("*") < 0, {
    ...whenDomainsAreListed,
    path: ["domains"],
    error: DOMAINS_FORM,
  })
  .refine(({ domains, subdomains }) => subdomains === undefined || domains.indexOf("*") < 0, {
    ...whenDomainsAreListed,
    path: ["subdomains"],
    error: "left out where the domain is *",
  })
  .refine(({ domains, as }) => as === undefined || (as !== "*" && domains.indexOf(as) >= 0), {
    ...whenDomainsAreListed,
    path: ["as"],
    error: "one of the rule's domains, and not *",
  });

/** How a provider reads its own addresses, and so which of them reach one mailbox. */
export type MailboxRule = z.output<typeof mailboxRule>;

/**
 * What providers say about themselves (Proton's ignored characters: its support). All others take `+` for a tag: Outlook.com does, and so
 * do Google Workspace and Microsoft 365, which serve most domains that people own.
 */
const MAILBOX_RULES: MailboxRule[] = [
  { domains: ["gmail.com", "googlemail.com"], ignored: ".", separator: "+", as: "gmail.com" },
  { domains: ["icloud.com", "me.com", "mac.com"], separator: "+", as: "icloud.com" },
  {
    domains: ["proton.me", "protonmail.com", "protonmail.ch", "pm.me"],
    ignored: ".-_",
    separator: "+",
    as: "proton.me",
  },
  { domains: ["fastmail.com", "fastmail.fm"], separator: "+", subdomains: true },
  { domains: ["*"], separator: "+" },
];

const mailboxRules = z
  .array(mailboxRule)
  .superRefine((rules, problems) => {
    const named: string[] = [];
    rules.forEach(({ domains }, rule) => {
      domains.forEach((domain, index) => {
        if (named.indexOf(domain) >= 0) {
          const message = "a domain that is named once";
          problems.addIssue({ code: "custom", path: [rule, "domains", index], message, input: domain });
        }
        named.push(domain);
      });
    });
    const { length } = JSON.stringify(rules);
    if (length > MAX_RULES) {
      problems.addIssue({ code: "custom", message: "at most 2,000 characters as JSON", input: length });
    }
  })
  .register(forms, { form: "a list of at most 2,000 characters as JSON" });

export const destinations = z
  .strictObject({
    allow: z
      .array(placed())
      .max(MAX_PREFIXES)
      .superRefine(bounded((entry) => `${entry.prefix} ${entry.country}`))
      .register(forms, PREFIXES_FORM)
      .default([{ prefix: "+1", country: "US" }])
      .describe(
        "Where SMS may go. The longest prefix that a number begins with names the country in which it has to be; " +
          "several entries with one prefix name several countries. An empty list: no SMS are sent, and a deploy asks nothing of SNS.",
      ),
    deny: z
      .array(prefix())
      .max(MAX_PREFIXES)
      .superRefine(bounded((entry) => entry))
      .register(forms, PREFIXES_FORM)
      .default([...CARIBBEAN, ...PACIFIC].map((area) => `+1${area}`))
      .describe("Prefixes that are refused whatever `allow` says."),
    ranges: z
      .array(placed())
      .max(MAX_RANGES)
      .register(forms, { form: `a list of at most ${MAX_RANGES} entries` })
      .default([])
      .describe(
        "Ranges of numbers that are newer than the service's table of numbers, each in a country that `allow` has for it. Most need no entry: " +
          "docs/accepted.md. What is known to cost extra stays refused.",
      ),
    email: mailboxRules
      .default(MAILBOX_RULES)
      .describe(
        "Which spellings of an e-mail address share one limit of `sends.destination`. Only counting follows these rules: " +
          "a message goes to the address as it was given, in lower case. Addresses of a domain without a rule count as they " +
          "are spelled.",
      ),
  })
  .prefault({})
  .describe("Where messages may go.");
