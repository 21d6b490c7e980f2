/** Step-up tokens that somebody has changed. */

/** The parts of a token, by their places. */
export const [KIND, TENANT, SUBJECT, SESSION, PURPOSE, TIME, MAC] = [0, 1, 2, 3, 4, 5, 6] as const;

/** Replaces parts of a token, by their places. Names stand in it in base64. */
export const withParts = (token: string, parts: Partial<Record<number, string>>) =>
  token
    .split(".")
    .map((own, place) => parts[place] ?? own)
    .join(".");

export const inBase64 = (text: string) => Buffer.from(text).toString("base64");

/** Changes a MAC in its first character, all of whose bits count. */
const altered = (mac: string) => `${mac.startsWith("A") ? "B" : "A"}${mac.slice(1)}`;

/** Gives tokens that are not quite this one, each with what is wrong with it. */
export function forgeriesOf(token: string): Record<string, string> {
  const parts = token.split(".");
  const [kind, time, mac] = [KIND, TIME, MAC].map((place) => parts[place]) as [string, string, string];
  return {
    "another key version": withParts(token, { [KIND]: kind.replace("1", "2") }),
    "another kind": withParts(token, { [KIND]: kind.replace("step-up", "device") }),
    "another tenant": withParts(token, { [TENANT]: inBase64("role:other") }),
    "another subject": withParts(token, { [SUBJECT]: inBase64("somebody") }),
    "another session": withParts(token, { [SESSION]: inBase64("another") }),
    "a purpose that does not step up": withParts(token, { [PURPOSE]: "login" }),
    "an earlier time": withParts(token, { [TIME]: `${Number(time) - 1}` }),
    "a later time": withParts(token, { [TIME]: `${Number(time) + 1}` }),
    "another MAC": withParts(token, { [MAC]: altered(mac) }),
    "no MAC": withParts(token, { [MAC]: "" }),
    "a MAC without its end": token.slice(0, -2),
    "a line's end behind it": `${token}\n`,
    "a space before it": ` ${token}`,
    "a part more": `${token}.${mac}`,
    "two in one": `${token}.${token}`,
    "capital letters": token.toUpperCase(),
  };
}
