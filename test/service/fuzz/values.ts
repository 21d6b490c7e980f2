import fc, { type Arbitrary } from "fast-check";

/** Right and wrong values for each field of the input. */

/** Characters that do not belong in plain ASCII text: controls, line ends, invisible characters, direction marks and look-alikes. */
const ODD = [
  ...["\u0000", "\u0007", "\u001b", "\n", "\r\n", "\t", "\u007f", "\u0085", "\u2028"],
  ...["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u3164", "\u2800", "\u180e"],
  ...["\u202a", "\u202e", "\u2066", "\u2069", "\u200f", "\u061c"],
  ...["\uff11", "\u0661", "\u06f1", "\u0967", "\u{1d7cf}", "\u2460", "\u00b9", "\uff10", "\u{1fbf0}"],
  ...["\u0430", "\u0435", "\u043e", "\u0455", "\u03bf", "\u0131", "\u017f", "\u212a", "\uff21", "\u{1d400}"],
  ...["\uff20", "\uff0e", "\u3002", "\u2024", "\uff0b", "\u2010", "\u2212", "\u00a0", "\u3000"],
  ...["\u0301", "\u20e3", "\u{e0031}", "\ufffd", "\uffff", "\u{10ffff}", "\u{1f98a}", "\u00df"],
];
/** Half of a surrogate pair, which only JSON's escapes can express. */
const half = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit));
const odd = fc.oneof({ arbitrary: fc.constantFrom(...ODD), weight: 9 }, { arbitrary: half, weight: 1 });
const control = fc.constantFrom(...Array.from({ length: 32 }, (_, n) => String.fromCharCode(n)), "\u007f", "\u009f");

/** A valid text with a forbidden part inserted. */
const spoiled = (good: Arbitrary<string>, by: Arbitrary<string> = odd) =>
  fc.tuple(good, fc.nat(), by).map(([text, at, bad]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + bad + text.slice(place);
  });

const of = (characters: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength });
const digits = (least: number, most = least) => of("0123456789", least, most);
const long = (least: number, most: number) =>
  fc
    .tuple(fc.constantFrom("x", "0", "é", "漢", "e\u0301", "🦊"), fc.integer({ min: least, max: most }))
    .map(([unit, times]) => unit.repeat(times));
const outOf = (least: number, most: number) =>
  fc.oneof(
    fc.constantFrom(least - 1, most + 1, 0, -1, -(2 ** 31), 2 ** 31 - 1),
    fc.integer({ min: -(2 ** 31), max: least - 1 }),
    fc.integer({ min: most + 1, max: 2 ** 31 - 1 }),
  );
const times = (least: number, most: number, unit: string) =>
  fc.integer({ min: least, max: most }).map((count) => unit.repeat(count));

const codePoint = fc.oneof(
  fc.integer({ min: 0, max: 0x7f }),
  fc.integer({ min: 0x80, max: 0xd7ff }),
  fc.integer({ min: 0xe000, max: 0xffff }),
  fc.integer({ min: 0x1_0000, max: 0x10_ffff }),
);
/**
 * Any characters, with at most this many code units. (fast-check's own `unit: "binary"` takes a second to be made.)
 */
export const anyText = (minLength: number, maxLength: number) =>
  fc
    .array(codePoint, { minLength, maxLength })
    .map((points) => String.fromCodePoint(...points))
    .filter((text) => text.length <= maxLength);

const name = of("abcdefghijklmnopqrstuvwxyz", 1, 8);
const email = fc.tuple(name, name).map(([local, host]) => `${local}@${host}.example`);
const number = digits(2).map((end) => `+120255501${end}`);
const currency = of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 3);
const amount = fc.tuple(fc.integer({ min: 1, max: 999 }), digits(2)).map(([whole, cents]) => `${whole}.${cents}`);
const payee = fc.constantFrom("Anna Berg", "Bäckerei Süd", "مخبز", "山田 太郎");
const purpose = fc.constantFrom("login", "payment", "verify-contact");
const locale = fc.constantFrom("de", "en-US", "zh-Hant-TW");
const id = of("0123456789abcdef", 64).map((random) => `login_${random}`);
const code = fc.oneof(digits(6, 16), of("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 6, 16));

/** Words that look like a device token or a step-up token, as `resolvers/shared/claimTokens.ts` writes them. */
const base64 = fc.base64String({ maxLength: 24 });
const claimToken = fc
  .tuple(
    fc.constantFrom("device_1", "step-up_1"),
    base64,
    base64,
    of("0123456789abcdef", 32),
    of("0123456789+/AZaz", 43),
  )
  .map(([kind, tenant, subject, third, mac]) => [kind, tenant, subject, third, "1793491200", `${mac}=`].join("."));

const address = fc.oneof(fc.ipV4(), fc.ipV6());
/** Texts that name an address to somebody, but are none. */
const noAddress = fc.oneof(
  spoiled(address),
  long(1, 60),
  fc.tuple(fc.ipV6(), fc.constantFrom("%eth0", "%1", "/64", "]:443", "::", " ")).map((parts) => parts.join("")),
  fc.tuple(fc.ipV4(), fc.constantFrom(":443", "/32", ".", ".0", ", 203.0.113.7", " ", "%1")).map((it) => it.join("")),
  fc.tuple(fc.constantFrom("[", " ", "0", ":", "http://"), fc.ipV4()).map((parts) => parts.join("")),
  fc.constantFrom(
    "",
    "localhost",
    "unknown",
    "::ffff:203.0.113.256",
    "203.0.113.7::",
    "1:2:3:4:5:6:7",
    "0x7f.0.0.1",
    "12",
  ),
);

/** Valid values for each field. */
export const RIGHT = { name, email, number, currency, amount, payee, purpose, locale, id, code, address };

/** Values that each field refuses. Undefined leaves the field out. */
export const WRONG = {
  code: fc.oneof(
    // Punctuation, separators and controls are left out, and digits of any script count.
    spoiled(code, fc.constantFrom(..."Uu$+<=>^`|~€×ßıО漢🦊")),
    digits(0, 5),
    digits(17, 70),
    digits(5).map((five) => `-${five}  --`),
  ),
  id: fc.oneof(fc.constant(""), long(161, 172), spoiled(id, half)),
  subject: fc.oneof(fc.constant(""), long(257, 270), spoiled(name, control), spoiled(name, half)),
  missing: fc.constantFrom(null, undefined),
  idempotencyKey: fc.oneof(fc.constant(""), long(129, 140), spoiled(name, half)),
  address: noAddress,
  device: fc.oneof(fc.constant(""), long(257, 280), spoiled(name, half)),
  /** A `deviceToken` or `stepUpToken` that nobody made. */
  claimToken: fc.oneof(
    claimToken,
    spoiled(claimToken),
    spoiled(claimToken, half),
    fc.constantFrom("", ".", "......", "device_1", "step-up_1......", "step-up_0......", "__proto__.constructor"),
    anyText(1, 200),
    times(1_900, 2_100, "x"),
  ),
  email: fc.oneof(
    // Letters and digits beyond ASCII make another domain, which may be right.
    spoiled(email, fc.constantFrom(...' ,;:<>()[]\\"\n\t\u0000\u007f\u200b\u202e🦊')),
    name,
    number,
    fc.constantFrom("", "@", "a@", "@b.example", "a@b", "a@@b.example", "a@b..example", "a@.b.example", "a@b.example."),
    fc.constantFrom("a@-b.example", "a@[127.0.0.1]", '"a b"@c.example', "<a@b.example>", "mailto:a@b.example"),
    fc.constantFrom("a@b.example,c@d.example", "a@b.example;c@d.example", "a@b.example c@d.example", "a(x)@b.example"),
    fc.constantFrom("a@b.example\nBcc: c@d.example", "a@b.example%0d\r\n", "jürgen@b.example", "a@-bücher.example"),
    email.map((address) => `${"x".repeat(65)}${address}`),
    email.map((address) => `${"x".repeat(60)}@${`${"y".repeat(60)}.`.repeat(4)}${address.split("@")[1]}`),
  ),
  number: fc.oneof(
    spoiled(number),
    email,
    number.map((right) => right.slice(1)),
    number.map((right) => `00${right.slice(1)}`),
    number.map((right) => `tel:${right}`),
    number.map((right) => `${right};ext=1`),
    number.map((right) => `${right.slice(0, 2)} ${right.slice(2)}`),
    number.map((right) => `+(1)${right.slice(2)}`),
    number.map((right) => `+${right}`),
    number.map((right) => `+0${right.slice(1)}`),
    digits(0, 5).map((few) => `+1${few}`),
    digits(15, 40).map((many) => `+1${many}`),
    fc.constantFrom("", "+", "+1-202-555-0100", "+1.202.555.0100", "+120255501ab", "+1202555O100", "+1e11"),
  ),
  purpose: fc.oneof(
    spoiled(purpose),
    name.filter((text) => text !== "login" && text !== "payment"),
    fc.constantFrom(
      "",
      "LOGIN",
      "Login",
      "login ",
      " login",
      "password-reset",
      "__proto__",
      "constructor",
      "login_",
      "0",
    ),
    long(33, 200),
  ),
  locale: fc.oneof(
    spoiled(locale),
    fc.constantFrom(
      "",
      "d",
      "de_AT",
      "-",
      "de-",
      "-de",
      "de--AT",
      "en,de;q=0.9",
      "*",
      "../en",
      "C.UTF-8",
      "de-a-b-c-d-e",
    ),
    long(9, 100),
  ),
  codeLength: outOf(6, 16),
  limit: outOf(1, 100),
  message: fc.oneof(
    fc.constantFrom(
      "",
      "no code",
      "{code}{code}",
      "{CODE}",
      "{ code }",
      "｛code｝",
      "{c\u200bode}",
      "{c\u043ede}",
      "$code",
      "%s",
    ),
    times(475, 490, "x").map((text) => `{code}${text}`),
    times(475, 480, "漢").map((text) => `${text}{code}`),
    spoiled(name, half).map((text) => `{code} ${text}`),
    spoiled(name, fc.constantFrom("\u0000", "\u0007", "\b", "\u001b[2J", "\u007f", "\u009b")).map(
      (text) => `${text} {code}`,
    ),
  ),
  data: fc.oneof(
    times(2_047, 2_060, "x").map((text) => JSON.stringify(text)),
    times(1_024, 1_030, "é").map((text) => JSON.stringify(text)),
    times(1_024, 1_030, ",1").map((text) => `[1${text}]`),
    times(2_047, 2_060, "k").map((text) => JSON.stringify({ [text]: 1 })),
  ),
  amount: fc.oneof(
    // Spaces of many kinds and digits of one script are right.
    spoiled(amount, fc.constantFrom(..."-+$€%x\n\t\u0000\u200b\u202e٣🦊")),
    fc.constantFrom("", "-1", "+1", ".5", " 1", "1e5", "$1", "1 EUR", "0x1", "NaN"),
    digits(25, 60),
  ),
  currency: fc.oneof(spoiled(currency), fc.constantFrom("", "eur", "EU", "EURO", "€", "E R", "978", "\u0415UR")),
  payee: fc.oneof(
    spoiled(
      payee,
      fc.constantFrom("\u0000", "\n", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2800", "\u3164", "\u034f"),
    ),
    spoiled(payee, fc.constantFrom("\u{e0041}", "\uffff")),
    spoiled(payee, half),
    fc.constantFrom("", " ", "-", "!!!", "https://a", "www.x", "www\u3002x", "192.0.2.1"),
    long(65, 90),
  ),
  nextToken: fc.oneof(
    fc.constantFrom(
      ".",
      "0",
      "8.",
      "9.x",
      "-1.",
      "00.",
      "0x.",
      " 0.",
      "０.",
      "0.x",
      "1. ",
      "7.AAAA",
      "0.null",
      "0.\u0000",
    ),
    fc.string({ minLength: 1, maxLength: 100 }).map((text) => `0.${text}`),
    fc.base64String({ minLength: 60, maxLength: 200 }).map((text) => `3.${text}`),
    anyText(2, 60).filter((text) => !/^[0-7]\.$/.test(text)),
    long(10, 200),
    half.map((bad) => `0.${bad}`),
  ),
  tenant: fc.oneof(
    fc.constantFrom("", " ", "role:shop|s|x", "|", "role:shop\u0000", "röle", "role:shop ", "*", "{}", "role/shop"),
    long(129, 140),
    spoiled(fc.constant("role:shop")),
  ),
  /** Numbers in E.164 that are not in +1, or are in a part of it whose numbers cost as much as premium ones. */
  numberNotAllowed: fc.oneof(
    fc.tuple(fc.integer({ min: 2, max: 9 }), digits(6, 13)).map(([first, rest]) => `+${first}${rest}`),
    fc.tuple(fc.constantFrom("876", "242", "809", "671"), digits(7)).map(([area, rest]) => `+1${area}${rest}`),
  ),
};
