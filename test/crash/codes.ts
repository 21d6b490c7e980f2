import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHARACTERS } from "../../contract/codes.ts";
import { derivationText } from "../../contract/mac-text.ts";
import { codeOf } from "../../functions/send/derive.ts";

/** Gives the right code of a token, and wrong codes of the same form. */
export interface Codes {
  /** The code in the token's message. It is long when the slot's budget is used up. */
  right(subject: string, id: string, long: boolean): string;
  wrong(code: string, n: number): string;
}

export const TENANT = "role:shop";
export const PURPOSE = "login";

/**
 * Derives codes with the stand-in's code key, which only a test may do, so that no inbox needs to be read while the service is
 * under load. After each start the check compares them with the codes in the messages.
 */
export function codesOf(folder: string): Codes {
  const { keys } = JSON.parse(readFileSync(join(folder, "state.json"), "utf8"));
  const { material } = keys.find(({ aliases }: { aliases: string[] }) => aliases.includes("otp-code"));
  const key = Buffer.from(material, "base64");
  return {
    right(subject, id, long) {
      const [length, alphabet] = long ? ([12, "ALPHANUMERIC"] as const) : ([6, "NUMERIC"] as const);
      const binding = { tenant: TENANT, subject, purpose: PURPOSE, id, transaction: null };
      const mac = createHmac("sha256", key)
        .update(derivationText(binding, length, alphabet))
        .digest();
      return codeOf(mac, length, alphabet);
    },
    wrong(code, n) {
      const digit = CHARACTERS.ALPHANUMERIC.indexOf(code.charAt(0));
      return CHARACTERS.ALPHANUMERIC.charAt((digit + n) % 10) + code.slice(1);
    },
  };
}
