/**
 * Plans that write one phone in two ways, both of which the table of numbers takes (libphonenumber-js 1.13.16, November 2026): what the
 * one begins with, its length, and what the other begins with instead. docs/accepted.md names them, and what is not knowable.
 */
const SPELLINGS = [
  // Argentina: mobile numbers have a 9 that senders from abroad leave out.
  { from: "+549", length: 14, to: "+54" },
  // Mexico until 2019: mobile numbers had a 1.
  { from: "+521", length: 14, to: "+52" },
  // Gabon until 2019, without a 0 in front and with one. Since then operators have two digits.
  ...[
    ["2", "62"],
    ["4", "74"],
    ["5", "65"],
    ["6", "66"],
    ["7", "77"],
  ].flatMap(([old, now]) => [
    { from: `+241${old}`, length: 11, to: `+241${now}` },
    { from: `+2410${old}`, length: 12, to: `+241${now}` },
  ]),
  { from: "+2413", length: 11, to: "+24103" },
  // Benin until November 2024, before every number had 01 in front.
  { from: "+229", length: 12, to: "+22901" },
  // San Marino, which Italy reaches by an area code of its own.
  { from: "+390549", length: 13, to: "+3780549" },
];

/** Gives the one number by which a phone is counted, whichever way it is spelled. */
export function phoneOf(number: string): string {
  const found = SPELLINGS.find(({ from, length }) => number.length === length && number.startsWith(from));
  return found ? `${found.to}${number.slice(found.from.length)}` : number;
}
