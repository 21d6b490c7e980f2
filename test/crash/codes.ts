import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHARACTERS } from "../../contract/codes.ts";
import { derivationText } from "../../contract/mac-text.ts";
import { codeOf } from "../../functions/send/derive.ts";

/** A code, and others of its form that are wrong. */
export interface Codes {
  /** The code of a token, as its message has it: a right one of a slot whose budget is used up is long. */
  right(subject: string, id: string, long: boolean): string;
  wrong(code: string, n: number): string;
}

export const TENANT = "role:shop";
export const PURPOSE = "login";

/**
 * Derives codes with the stand-in's own code key, which nobody but a test may: no inbox has to be read while the service is
 * under load. That messages hold the same codes is looked at after each start.
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
