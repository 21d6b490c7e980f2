import { describe, expect, test } from "vitest";
import { at, problemsOf } from "./support.ts";

/** How far each setting may be changed, and what is said about anything else. */

describe("bounds", () => {
  test.each([
    ["token.lifeSeconds", 120, 600],
    ["token.maxAttempts", 1, 5],
    ["token.cooldownSeconds", 10, 240],
    ["token.maxSends", 1, 5],
    ["budget.windowDays", 1, 90],
    ["budget.longCodeLength", 12, 16],
    ["stages.dev.capacity.most", 1, 40_000],
    ["stages.dev.smsMonthlyUsd", 1, 100_000],
    ["stages.dev.reservedConcurrency", 0, 10_000],
    ["stages.prod.authorizerConcurrency", 0, 10_000],
    ["stages.dev.page.originSecret", 1, 1_000],
    ["stages.dev.alarms.messages", 1, 1_000_000],
    ["stages.staging.alarms.wrongGuesses", 1, 1_000_000],
    ["stages.prod.alarms.longCodes", 0, 1_000_000],
    ["stages.prod.alarms.p99Milliseconds", 100, 30_000],
  ])("%s is a whole number from %d to %d", (key, least, most) => {
    for (const right of [least, most]) expect(problemsOf(at(key, right))).toEqual([]);
    for (const wrong of [least - 1, most + 1, least + 0.5]) {
      expect(problemsOf(at(key, wrong))).toEqual([
        `${key} must be a whole number from ${least} to ${most}, but is ${wrong}`,
      ]);
    }
  });

  describe.each(["subject", "destination"])("sends.%s", (whose) => {
    const sends = (quarterHour: unknown, day: unknown) => problemsOf({ sends: { [whose]: { quarterHour, day } } });

    test("quarterHour is a whole number from 1 to 100", () => {
      expect(sends(1, 1)).toEqual([]);
      expect(sends(100, 100)).toEqual([]);
      for (const wrong of [0, 101, 1.5]) {
        expect(sends(wrong, 200)).toEqual([
          `sends.${whose}.quarterHour must be a whole number from 1 to 100, but is ${wrong}`,
        ]);
      }
    });

    test("day is a whole number up to 1,000, and not below quarterHour", () => {
      expect(sends(5, 5)).toEqual([]);
      expect(sends(5, 1_000)).toEqual([]);
      for (const wrong of [0, 1_001, 5.5]) {
        expect(sends(5, wrong)).toEqual([`sends.${whose}.day must be a whole number from 1 to 1000, but is ${wrong}`]);
      }
      expect(sends(10, 9)).toEqual([`sends.${whose}.day must be at least quarterHour, which is 10, but is 9`]);
    });

    test("day alone is held against the default of quarterHour", () => {
      expect(problemsOf({ sends: { [whose]: { day: 5 } } })).toEqual([]);
      expect(problemsOf({ sends: { [whose]: { day: 4 } } })).toEqual([
        `sends.${whose}.day must be at least quarterHour, which is 5, but is 4`,
      ]);
    });
  });

  test("a stage's least capacity is a whole number from 1 to its most", () => {
    const capacity = (least: number, most: number) => problemsOf(at("stages.dev.capacity", { least, most }));
    expect(capacity(1, 1)).toEqual([]);
    expect(capacity(40_000, 40_000)).toEqual([]);
    expect(capacity(0, 8)).toEqual(["stages.dev.capacity.least must be a whole number from 1 to 40000, but is 0"]);
    expect(capacity(9, 8)).toEqual(["stages.dev.capacity.least must be at most capacity.most, which is 8, but is 9"]);
  });

  test("at most two versions of the key of proofs are published, one after the other, and one of them signs", () => {
    const proofKeys = (oldest: number, newest: number, signing: number) =>
      problemsOf(at("stages.dev.proofKeys", { oldest, newest, signing }));
    expect([proofKeys(1, 1, 1), proofKeys(1, 2, 1), proofKeys(1, 2, 2), proofKeys(2, 2, 2)].flat()).toEqual([]);
    expect(proofKeys(0, 1, 1)).toEqual(["stages.dev.proofKeys.oldest must be a whole number from 1 to 1000, but is 0"]);
    for (const newest of [1, 4]) {
      expect(proofKeys(2, newest, 2)).toEqual([
        `stages.dev.proofKeys.newest must be 2, as proofKeys.oldest is, or 3, but is ${newest}`,
      ]);
    }
    for (const signing of [1, 4]) {
      expect(proofKeys(2, 3, signing)).toEqual([
        `stages.dev.proofKeys.signing must be from 2 to 3, the versions that are published, but is ${signing}`,
      ]);
    }
  });

  test("a page has a domain and its certificate, or neither", () => {
    const page = (over: object) => problemsOf(at("stages.prod.page", over));
    const domain = "id.shop.dev";
    const certificateArn = `arn:aws:acm:us-east-1:111122223333:certificate/${"a".repeat(36)}`;
    expect([page({}), page({ domain, certificateArn })].flat()).toEqual([]);
    expect(page({ domain })).toEqual([
      "stages.prod.page.certificateArn must be the ARN of a certificate for page.domain, but is missing",
    ]);
    expect(page({ certificateArn })).toEqual([
      "stages.prod.page.domain must be a host name that page.certificateArn is for, but is missing",
    ]);
    for (const wrong of ["https://id.shop.dev", "Id.shop.dev", "shop", "id.shop.dev/", "-a.dev", ""]) {
      expect(page({ domain: wrong, certificateArn })).toEqual([
        `stages.prod.page.domain must be a host name in lower case, but is ${JSON.stringify(wrong)}`,
      ]);
    }
    // CloudFront takes certificates of one region alone.
    const elsewhere = certificateArn.replace("us-east-1", "eu-west-1");
    expect(page({ domain, certificateArn: elsewhere })[0]).toMatch(
      /must be the ARN of a certificate of ACM in us-east-1/,
    );
  });

  test("the origins that may call the API are origins, or all", () => {
    const origins = (...allowedOrigins: string[]) => problemsOf(at("stages.dev.page", { allowedOrigins }));
    const right = ["*", "https://shop.example.com", "https://localhost:8443"];
    expect([origins(), origins(...right)].flat()).toEqual([]);
    for (const wrong of [
      "shop.example.com",
      "http://shop.example.com",
      "https://shop.example.com/",
      "https://*.example.com",
    ]) {
      expect(origins(wrong)).toEqual([
        `stages.dev.page.allowedOrigins[0] must be an origin such as https://shop.example.com, or *, but is "${wrong}"`,
      ]);
    }
    expect(origins(...Array.from({ length: 21 }, (_, n) => `https://s${n}.example.com`))[0]).toMatch(
      /a list of at most 20/,
    );
  });

  test("an address may make from 10 requests in five minutes to WAF's most, and no fewer signed ones", () => {
    const firewall = (requestsPerAddress: number, signedRequestsPerAddress: number) =>
      problemsOf(
        at("stages.dev.firewall", { publicRequestsPerAddress: 10, requestsPerAddress, signedRequestsPerAddress }),
      );
    expect(firewall(10, 10)).toEqual([]);
    expect(firewall(2_000_000_000, 2_000_000_000)).toEqual([]);
    expect(firewall(9, 10)).toEqual([
      "stages.dev.firewall.requestsPerAddress must be a whole number from 10 to 2000000000, but is 9",
    ]);
    expect(firewall(11, 10)).toEqual([
      "stages.dev.firewall.signedRequestsPerAddress must be at least firewall.requestsPerAddress, which is 11, but is 10",
    ]);
    const publicAbove = { publicRequestsPerAddress: 12, requestsPerAddress: 11 };
    expect(problemsOf(at("stages.dev.firewall", publicAbove))).toEqual([
      "stages.dev.firewall.publicRequestsPerAddress must be at most firewall.requestsPerAddress, which is 11, but is 12",
    ]);
  });

  test.each([
    ["deny", "a list of at most 1,000 entries", (n: number) => `+1${n}`, 714],
    ["allow", "a list of at most 1,000 entries", (n: number) => ({ prefix: `+49${n}`, country: "DE" }), 454],
  ])("S19 destinations.%s is %s that a step has room for", (key, form, entry, most) => {
    const problems = (count: number) =>
      problemsOf(
        at(
          `destinations.${key}`,
          Array.from({ length: count }, (_, n) => entry(1_000 + n)),
        ),
      );
    expect(problems(most)).toEqual([]);
    expect(problems(most + 1)).toEqual([
      expect.stringMatching(`^destinations.${key} must be at most 5,000 characters, written as .*, but is 50\\d\\d$`),
    ]);
    expect(problems(1_001)).toEqual([expect.stringMatching(`^destinations.${key} must be ${form}, but is `)]);
  });

  test("sms.maxPriceUsd is above 0 and at most 5", () => {
    for (const right of [0.01, 5]) expect(problemsOf({ sms: { maxPriceUsd: right } })).toEqual([]);
    for (const wrong of [0, -1, 5.01]) {
      expect(problemsOf({ sms: { maxPriceUsd: wrong } })).toEqual([
        `sms.maxPriceUsd must be a number above 0 and at most 5, but is ${wrong}`,
      ]);
    }
  });

  test("a code's life ends at least a minute after it may be sent again", () => {
    expect(problemsOf({ token: { lifeSeconds: 120, cooldownSeconds: 60 } })).toEqual([]);
    expect(problemsOf({ token: { lifeSeconds: 120, cooldownSeconds: 61 } })).toEqual([
      "token.lifeSeconds must be at least a minute longer than token.cooldownSeconds, so that a code can be sent again, but is 120",
    ]);
  });

  test("India's entity and template are set together", () => {
    expect(problemsOf({ sms: { entityId: "1101", templateId: "2202" } })).toEqual([]);
    expect(problemsOf({ sms: { entityId: "1101" } })).toEqual([
      "sms.templateId must be set together with sms.entityId, but is missing",
    ]);
    expect(problemsOf({ sms: { templateId: "2202" } })).toEqual([
      "sms.entityId must be set together with sms.templateId, but is missing",
    ]);
  });
});

describe("S04 all purposes and lanes together have at most 100 guesses at short codes in a window", () => {
  const sum = (purposes: number, most: number) =>
    `budget must be such that ${purposes} purposes with short codes, each with guesses + 4 x deviceGuesses, have at most 100 guesses in a window (they have ${most})`;
  const names = (count: number) => Array.from({ length: count }, (_, n) => (n === 0 ? "login" : `p${n}`));

  test.each([
    [3, 20, 3],
    [3, 21, 3],
    [1, 100, 0],
    [1, 20, 20],
    [18, 5, 0],
    [2, 50, 0],
  ])("%d purposes with %d guesses, and %d for each device", (count, guesses, deviceGuesses) => {
    expect(problemsOf({ purposes: names(count), budget: { guesses, deviceGuesses } })).toEqual([]);
  });

  test.each([
    [3, 22, 3, 102],
    [4, 20, 3, 128],
    [1, 100, 1, 104],
    [11, 6, 1, 110],
  ])("not %d purposes with %d guesses, and %d for each device", (count, guesses, deviceGuesses, most) => {
    const [problem] = problemsOf({ purposes: names(count), budget: { guesses, deviceGuesses } });
    expect(problem).toContain(sum(count, most));
  });

  test("password-reset counts for nothing: its codes are long", () => {
    expect(problemsOf({ purposes: ["password-reset", ...names(3)] })).toEqual([]);
  });

  test.each([
    ["budget.guesses", 4, "5 to 100"],
    ["budget.guesses", 101, "5 to 100"],
    ["budget.deviceGuesses", -1, "0 to 20"],
    ["budget.deviceGuesses", 21, "0 to 20"],
    ["budget.deviceGuesses", 1.5, "0 to 20"],
  ])("%s is not %d, but from %s", (key, wrong, range) => {
    expect(problemsOf(at(key, wrong))).toEqual([`${key} must be a whole number from ${range}, but is ${wrong}`]);
  });
});

test("S40 known devices are made by purposes that prove more than an address, and that there are", () => {
  expect(problemsOf({ devices: { purposes: ["login"] } })).toEqual([]);
  expect(problemsOf({ purposes: ["login", "sign-in"], devices: { purposes: ["sign-in"] } })).toEqual([]);
  for (const wrong of ["verify-contact", "password-reset", "manage-account", "operator"]) {
    expect(problemsOf({ devices: { purposes: [wrong] } })).toEqual([
      `devices.purposes[0] must be a purpose that proves more than an address, but is "${wrong}"`,
    ]);
  }
  expect(problemsOf({ devices: { purposes: ["logn"] } })).toEqual([
    'devices.purposes[0] must be one of purposes: login, payment, verify-contact, password-reset, but is "logn"',
  ]);
});

describe("forms", () => {
  test.each<[string, unknown[], unknown[]]>([
    [
      "serviceName",
      ["A", "Zwanzig Zeichen lang"],
      [
        "",
        "einundzwanzig Zeichen",
        "😀".repeat(11),
        "<b>",
        "{code}",
        "two\nlines",
        " ",
        "a\0",
        "a\t",
        "a\u2028b",
        "a\u202Eb",
      ],
    ],
    [
      "purposes",
      [["login"], ["login", "a-1"], ["p".repeat(32), "login"], ["password-reset", "login"]],
      [
        [],
        ["Login"],
        ["1st"],
        ["a".repeat(33)],
        [5],
        ["a", "a"],
        Array.from({ length: 19 }, (_, n) => `p${n}`),
        ["operator"],
        ["login", "manage-account"],
      ],
    ],
    ["languages", [["de"], ["ar", "en"], ["ja", "pt"]], [[], ["nl"], ["de", "de"]]],
    ["destinations.deny", [[], ["+1242"], ["+1234567"]], [["1242"], ["+0"], ["+12345678"]]],
    [
      "destinations.allow",
      [[], [{ prefix: "+49", country: "DE" }]],
      [
        [{ prefix: "49", country: "DE" }],
        [{ prefix: "+49", country: "de" }],
        [{ country: "DE" }],
        [{ prefix: "+49", country: "DE", city: "Bonn" }],
        [null],
      ],
    ],
    [
      "destinations.email",
      [
        [],
        [{ domains: ["*"] }],
        [{ domains: ["gmail.com", "xn--bcher-kva.example"], ignored: "._-", separator: "-", as: "gmail.com" }],
        [
          { domains: ["fastmail.com"], subdomains: true },
          { domains: ["*"], separator: "+" },
        ],
      ],
      [
        [null],
        ["gmail.com"],
        [{}],
        [{ domains: [] }],
        [{ domains: "gmail.com" }],
        [{ domains: ["Gmail.com"] }],
        [{ domains: ["gmail"] }],
        [{ domains: ["a@gmail.com"] }],
        [{ domains: [5] }],
        [{ domains: ["*.gmail.com"] }],
        [{ domains: ["*", "gmail.com"] }],
        [{ domains: ["gmail.com"] }, { domains: ["gmail.com"] }],
        [{ domains: ["gmail.com"], ignored: "" }],
        [{ domains: ["gmail.com"], ignored: "a" }],
        [{ domains: ["gmail.com"], ignored: 5 }],
        [{ domains: ["gmail.com"], separator: "++" }],
        [{ domains: ["gmail.com"], separator: "a" }],
        [{ domains: ["gmail.com"], separator: null }],
        [{ domains: ["gmail.com"], subdomains: "yes" }],
        [{ domains: ["gmail.com"], subdomains: false }],
        [{ domains: ["*"], subdomains: true }],
        [{ domains: ["gmail.com"], as: "googlemail.com" }],
        [{ domains: ["*"], as: "*" }],
        [{ domains: ["gmail.com"], dots: "ignored" }],
        [{ domains: [`${"a".repeat(64)}.com`] }],
      ],
    ],
    [
      "backends",
      [{}, { "any-Role_1": "shop" }, { ["r".repeat(64)]: "shop" }],
      [{ role: "Shop" }, { role: "a|b" }, { role: "" }, { role: 5 }, { "a b": "shop" }, { ["r".repeat(65)]: "shop" }],
    ],
    [
      "tenants",
      [{}, { shop: {} }, { shop: {}, bank: {} }],
      [{ Shop: {} }, { stranger: {} }, { shop: { limit: 1 } }, []],
    ],
    ["tenants.shop.purposes", [["login"], ["payment", "operator"]], [[], ["stranger"], ["login", "login"], "login"]],
    ["tenants.shop.dailySends", [1, 1_000_000], [0, 1_000_001, 1.5, "1"]],
    ["tenants.shop.countries", [["US"]], [[], ["us"], ["DE"], ["US", "US"]]],
    [
      "tenants.shop.sites",
      [[{ host: "example.com" }], [{ host: "a.example", androidHash: "FA+9qCX9VSu" }]],
      [
        [],
        [{}],
        [{ host: "example" }],
        [{ host: "a.example", androidHash: "x" }],
        Array(6).fill({ host: "a.example" }),
      ],
    ],
    ["tenants.shop.transactionRequired", [true, false], ["true", 1]],
    ["sms.senderId", ["EXAMPLE", "A-1"], ["", "12345", "TWELVE-CHARS", "with space"]],
    ["sms.originationNumber", ["+12025550123", "12345"], ["", "12025550123", "+0202555012", "+1 202 555 0123", "SHOP"]],
    ["sms.host", ["example.com"], ["example", "https://example.com", "Example.com"]],
    ["sms.androidHash", ["FA+9qCX9VSu"], ["FA+9qCX9VS", "FA+9qCX9VSu="]],
    [
      "email.from",
      ["no-reply@example.org"],
      ["", "no-reply", "Name <a@example.org>", "a@b@c", "a,b@c.example", "a;b@c.example"],
    ],
    ["email.replyTo", ["help@example.org"], ["", "help", "Name <a@example.org>", "a@b@c"]],
    ["stages.prod.backends", [{ "any-Role_1": "shop" }], [{ role: "Shop" }, { "a|b": "shop" }]],
    ["stages.dev.capacity.mode", ["ON_DEMAND", "PROVISIONED"], ["", "on-demand", 1]],
    ["stages.dev.logDays", [1, 3, 5, 7, 14, 30, 60, 90, 180, 365], [0, 2, 366, "7"]],
    ["stages.dev.removal", ["RETAIN", "DESTROY"], ["SNAPSHOT", null]],
    ["stages.dev.introspection", [true, false], ["true", 1]],
    ["stages.dev.emailIdentity", ["CREATE", "EXISTING"], ["NONE", true]],
    ["stages.dev.alarms.email", ["ops@example.com"], ["ops", "ops@"]],
  ])("%s takes what is right and refuses, by its key, what is wrong", (key, right, wrong) => {
    for (const value of right) expect(problemsOf(at(key, value)), JSON.stringify(value)).toEqual([]);
    for (const value of wrong) {
      const problems = problemsOf(at(key, value));
      expect(problems.length, JSON.stringify(value)).toBeGreaterThan(0);
      for (const problem of problems) expect(problem.startsWith(key), problem).toBe(true);
    }
  });

  test.each(["sms.entityId", "sms.templateId"])("%s has 1 to 50 letters and digits", (key) => {
    const ids = { entityId: "1101", templateId: "2202" };
    const problems = (id: unknown) => problemsOf({ sms: { ...ids, [key.slice("sms.".length)]: id } });
    for (const right of ["1", "A1".repeat(25)]) expect(problems(right)).toEqual([]);
    for (const wrong of ["", "1 1", "1".repeat(51), 1101]) {
      expect(problems(wrong)).toEqual([`${key} must be 1 to 50 letters and digits, but is ${JSON.stringify(wrong)}`]);
    }
  });

  test.each([
    ["serviceName", 5, "1 to 20 visible characters in one line, without <, >, { and }, but is 5"],
    ["token", 5, "an object, but is 5"],
    ["token.lifeSeconds", "300", 'a whole number from 120 to 600, but is "300"'],
    ["purposes", "login", 'a list of 1 to 18 entries, but is "login"'],
    ["purposes", null, "a list of 1 to 18 entries, but is null"],
    ["languages", ["nl"], 'en, de, fr, es, it, pt, ja or ar, but is "nl"', "languages[0]"],
    ["purposes", ["a", "b", "a"], 'listed once, but is "a"', "purposes[2]"],
    ["destinations.allow", [{ country: "DE" }], "+ and 1 to 7 digits, but is missing", "destinations.allow[0].prefix"],
    ["destinations.deny", {}, "a list of at most 1,000 entries, but is {}"],
    ["tenants", { stranger: {} }, 'the tenant of a role in backends, but is "stranger"', "tenants.stranger"],
    [
      "tenants.shop.countries",
      ["DE"],
      'one of the countries in destinations.allow: US, but is "DE"',
      "tenants.shop.countries[0]",
    ],
    ["tenants.shop.sites", [], "a list of 1 to 5 sites, but is []"],
    ["sms.senderId", 5, "1 to 11 letters, digits and hyphens, with at least one letter, but is 5"],
    ["sms.maxPriceUsd", "1", 'a number above 0 and at most 5, but is "1"'],
    ["stages.dev.logDays", 2, "1, 3, 5, 7, 14, 30, 60, 90, 180 or 365, but is 2"],
    ["stages.dev.introspection", "no", 'true or false, but is "no"'],
  ])("%s of the wrong form is refused with the right one: %j", (key, value, said, where = key) => {
    expect(problemsOf(at(key, value))).toEqual([`${where} must be ${said}`]);
  });

  test.each([[[]], [null], ["text"], [5]])("settings that are %j instead of an object are refused", (value) => {
    expect(problemsOf(value)).toEqual([`the whole must be an object, but is ${JSON.stringify(value)}`]);
  });

  test("a role's name that IAM would refuse is named in the problem", () => {
    expect(problemsOf({ backends: { "a|b": "shop" } })).toEqual([
      "backends.a|b has a key that must be the name of an IAM role: 1 to 64 letters, digits and _+=,.@-",
    ]);
  });

  test("a problem shows only the beginning of a long value", () => {
    const [problem = ""] = problemsOf({ serviceName: "long".repeat(1_000) });
    expect(problem).toContain('but is "longlong');
    expect(problem.length).toBeLessThan(160);
  });
});

describe("unknown keys", () => {
  test.each([
    ["tokens", "token"],
    ["token.lifeSecond", "lifeSeconds"],
    ["sends.subject.hour", "quarterHour"],
    ["email.form", "from"],
    ["email.configurationSet", "from"],
    ["token.toString", "lifeSeconds"],
    ["stages.qa", "staging"],
    ["stages.dev.alarm", "alarms"],
  ])("%s is refused, and the problem lists the settings at that level", (key, neighbour) => {
    const [problem, ...others] = problemsOf(at(key, 1));
    expect(problem).toContain(`${key} is not a setting`);
    expect(problem).toContain(neighbour);
    expect(others).toEqual([]);
  });

  test.each(['{"__proto__":{"lifeSeconds":1}}', '{"constructor":1}', '{"sms":{"price":1}}'])(
    "%s is refused",
    (text) => {
      expect(problemsOf(JSON.parse(text))).toHaveLength(1);
    },
  );
});

describe("rules for mailboxes", () => {
  const rules = (...email: unknown[]) => problemsOf({ destinations: { email } });

  test("each wrong key is named together with what would be right", () => {
    const wrong = { domains: ["Gmail.com"], ignored: "x", separator: "#", as: "gmail.com", plus: "ignored" };
    expect(rules(wrong)).toEqual([
      'destinations.email[0].domains[0] must be a domain in lower case, or *, but is "Gmail.com"',
      'destinations.email[0].ignored must be 1 to 3 of the characters ., - and _, but is "x"',
      'destinations.email[0].separator must be + or -, but is "#"',
      "destinations.email[0].plus is not a setting; the settings there are domains, ignored, separator, subdomains, as",
      'destinations.email[0].as must be one of the rule\'s domains, and not *, but is "gmail.com"',
    ]);
    expect(rules({ domains: ["*", "a.example"] })).toEqual([
      'destinations.email[0].domains must be a list of at least one domain, or of * alone, but is ["*","a.example"]',
    ]);
    expect(rules({ domains: ["*"], subdomains: true })).toEqual([
      "destinations.email[0].subdomains must be left out where the domain is *, but is true",
    ]);
  });

  test("a domain has one rule", () => {
    expect(rules({ domains: ["a.example"] }, { domains: ["b.example", "a.example"] })).toEqual([
      'destinations.email[1].domains[1] must be a domain that is named once, but is "a.example"',
    ]);
  });

  test("all rules together have at most 2,000 characters as JSON", () => {
    const domains = (count: number) => ({ domains: Array.from({ length: count }, (_, n) => `d${100 + n}.example`) });
    expect(rules(domains(132))).toEqual([]);
    expect(rules(domains(133))).toEqual(["destinations.email must be at most 2,000 characters as JSON, but is 2010"]);
  });
});
