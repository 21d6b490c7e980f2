/** How a provider reads addresses of its own, and so which of them reach one mailbox. */
export interface MailboxRule {
  /** In lower case; `*`, which stands alone, is every domain that no other rule names. */
  domains: string[];
  /** Characters that it overlooks in a name: any of `.`, `-` and `_`. */
  ignored?: string;
  /** What parts a name from a tag that the sender may choose (RFC 5233): `+` or `-`. */
  separator?: string;
  /** `anything@name.domain` reaches `name@domain`. */
  subdomains?: true;
  /** Of `domains` the one that the others are other names of. */
  as?: string;
}

/** Every number and name that a deployer may change. What is read here is baked into the bundles. */
export interface Settings {
  /** As messages call the service: 1 to 20 characters. */
  serviceName: string;
  token: {
    /** Seconds that a code may be verified: 120 to 600 (NIST SP 800-63B-4, 3.1.3.2); a minute longer than the cooldown. */
    lifeSeconds: number;
    /** Guesses at one token: 1 to 5. */
    maxAttempts: number;
    /** Seconds between two messages of one subject and purpose: 10 to 240. */
    cooldownSeconds: number;
    /** Messages of one token: 1 to 5. */
    maxSends: number;
  };
  /** The guess budget of a subject and purpose; `docs/odds.md` says what it comes to. */
  budget: {
    /** Short-code guesses in a window: 5 to 100. */
    guesses: number;
    /** 1 to 90. */
    windowDays: number;
    /** Characters of the codes that follow when nothing is left: 12 to 16. */
    longCodeLength: number;
  };
  /** Messages in fixed windows of 15 minutes and of a day (UTC). A day's limit is not below a quarter of an hour's. */
  sends: {
    subject: { quarterHour: number; day: number };
    destination: { quarterHour: number; day: number };
  };
  destinations: {
    /**
     * Where messages may go. The longest allowed prefix names the country in which a number has to be; several entries of one
     * prefix name several.
     */
    allow: { prefix: string; country: string }[];
    /** A denied prefix is refused whatever is allowed. */
    deny: string[];
    /**
     * Which spellings of an address share one of `sends.destination`. Only what is counted: a message goes to the address as it
     * was given, in lower case. A domain has one rule; those that none names are taken as they are spelled. At most 2,000
     * characters as JSON, for it is a part of every step.
     */
    email: MailboxRule[];
  };
  /** What codes are for: `[a-z][a-z0-9-]{0,31}`. `password-reset` is asked for by its own mutation alone. */
  purposes: string[];
  /** Roles that call as backends on one machine: role name to the name behind `role:` of its tenant. A stage has its own. */
  backends: Record<string, string>;
  /** In order; the first is taken when none is nearer. */
  languages: ("en" | "de" | "ar")[];
  sms: {
    senderId?: string;
    originationNumber?: string;
    /** US dollars that one message may cost: above 0, up to 5. */
    maxPriceUsd?: number;
    /** India: the registered entity and template. */
    entityId?: string;
    templateId?: string;
    /** The site whose pages may fill the code in by themselves: last line `@host #code`. */
    host?: string;
    /** The Android app's hash, 11 characters. */
    androidHash?: string;
  };
  email: { from: string; replyTo?: string; configurationSet?: string };
  /** What is deployed, and how. Nothing of it is baked into bundles but `backends`, which take the place of those above. */
  stages: Record<StageName, Stage>;
}

export type StageName = "dev" | "staging" | "prod";

/** How one stage is deployed. */
export interface Stage {
  /** Roles in the AWS account that may call as backends, and their tenants' names. */
  backends: Record<string, string>;
  /**
   * Of both tables and the index, each by itself. `PROVISIONED` scales read and write units between the bounds; AWS's free tier
   * has 25 of each, so 8 for each of the three.
   */
  capacity: { mode: "ON_DEMAND" | "PROVISIONED"; least: number; most: number };
  /** Days that logs are kept: 1, 3, 5, 7, 14, 30, 60, 90, 180 or 365. */
  logDays: number;
  /** What becomes of tables, keys and users when the stack is removed: `RETAIN` keeps them, and refuses their deletion. */
  removal: "RETAIN" | "DESTROY";
  /** Whether clients may ask for the schema. */
  introspection: boolean;
  /**
   * Whether the stack makes SES's identity of the domain in `email.from`, or it stands already: of the stacks in one account and
   * region only one can make it.
   */
  emailIdentity: "CREATE" | "EXISTING";
  /** US dollars a month that SNS may spend on SMS, in the whole account: 1 to 100,000. AWS itself has to allow it. */
  smsMonthlyUsd: number;
  alarms: {
    /** Who is told. */
    email?: string;
    /** Messages in five minutes that are too many. */
    messages: number;
    /** Wrong guesses in five minutes that are too many. */
    wrongGuesses: number;
    /** Slots in five minutes that may spend their guesses and go over to long codes. */
    longCodes: number;
    /** Milliseconds that 99 of 100 requests have to stay below. */
    p99Milliseconds: number;
  };
}

/** NANP prefixes outside the United States and Canada: numbers that look domestic and cost like premium ones. */
const CARIBBEAN = [
  ...["242", "246", "264", "268", "284", "340", "345", "441", "473", "649", "658", "664", "721", "758", "767", "784"],
  ...["787", "809", "829", "849", "868", "869", "876", "939"],
];
/** The same of United States territories in the Pacific. */
const PACIFIC = ["670", "671", "684"];

/**
 * What providers say of themselves; of Proton's characters, what its support says. The rest take `+` for a tag: Outlook.com
 * does, and so do Google Workspace and Microsoft 365, which keep most domains of people's own.
 */
const MAILBOXES: MailboxRule[] = [
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

const STAGE: Stage = {
  backends: {},
  capacity: { mode: "ON_DEMAND", least: 1, most: 8 },
  logDays: 14,
  removal: "DESTROY",
  introspection: true,
  emailIdentity: "CREATE",
  smsMonthlyUsd: 1,
  alarms: { messages: 100, wrongGuesses: 50, longCodes: 0, p99Milliseconds: 3_000 },
};
const LASTING: Stage = {
  ...STAGE,
  logDays: 90,
  removal: "RETAIN",
  introspection: false,
  alarms: { messages: 1_000, wrongGuesses: 100, longCodes: 2, p99Milliseconds: 2_000 },
};

export const DEFAULTS: Settings = {
  serviceName: "Example",
  token: { lifeSeconds: 300, maxAttempts: 5, cooldownSeconds: 30, maxSends: 3 },
  budget: { guesses: 20, windowDays: 30, longCodeLength: 12 },
  sends: { subject: { quarterHour: 5, day: 20 }, destination: { quarterHour: 5, day: 20 } },
  destinations: {
    allow: [{ prefix: "+1", country: "US" }],
    deny: [...CARIBBEAN, ...PACIFIC].map((area) => `+1${area}`),
    email: MAILBOXES,
  },
  purposes: ["login", "payment", "verify-contact", "password-reset"],
  backends: { "shop-backend": "shop", "bank-backend": "bank" },
  languages: ["en", "de", "ar"],
  sms: {},
  email: { from: "no-reply@example.com" },
  stages: { dev: STAGE, staging: { ...LASTING, removal: "DESTROY" }, prod: LASTING },
};
