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
  /**
   * Where messages may go. The longest allowed prefix names the country in which a number has to be; several entries of one
   * prefix name several. A denied prefix is refused whatever is allowed.
   */
  destinations: { allow: { prefix: string; country: string }[]; deny: string[] };
  /** What codes are for: `[a-z][a-z0-9-]{0,31}`. `password-reset` is asked for by its own mutation alone. */
  purposes: string[];
  /** Roles in this AWS account that call as backends: role name to the name behind `role:` of its tenant. */
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
}

/** NANP prefixes outside the United States and Canada: numbers that look domestic and cost like premium ones. */
const CARIBBEAN = [
  ...["242", "246", "264", "268", "284", "340", "345", "441", "473", "649", "658", "664", "721", "758", "767", "784"],
  ...["787", "809", "829", "849", "868", "869", "876", "939"],
];
/** The same of United States territories in the Pacific. */
const PACIFIC = ["670", "671", "684"];

export const DEFAULTS: Settings = {
  serviceName: "Example",
  token: { lifeSeconds: 300, maxAttempts: 5, cooldownSeconds: 30, maxSends: 3 },
  budget: { guesses: 20, windowDays: 30, longCodeLength: 12 },
  sends: { subject: { quarterHour: 5, day: 20 }, destination: { quarterHour: 5, day: 20 } },
  destinations: {
    allow: [{ prefix: "+1", country: "US" }],
    deny: [...CARIBBEAN, ...PACIFIC].map((area) => `+1${area}`),
  },
  purposes: ["login", "payment", "verify-contact", "password-reset"],
  backends: { "shop-backend": "shop", "bank-backend": "bank" },
  languages: ["en", "de", "ar"],
  sms: {},
  email: { from: "no-reply@example.com" },
};
