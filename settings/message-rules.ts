import { CODE_WORDS, type Language } from "../contract/languages.ts";
import { measure } from "../contract/segment.ts";
import { STEP_UP_PURPOSES } from "../contract/step-up.ts";
import { filledIn } from "../contract/templates.ts";
import type { Settings } from "./schema.ts";

/** What is wrong with a value, with the path to it. */
interface Problem {
  path: string[];
  message: string;
  input: unknown;
}

/** Says which own texts are for a purpose that there is not, have no word for a code, or take more than one segment. */
export function messageProblems({ serviceName, messages, purposes, tenants }: Settings): Problem[] {
  const known = [...purposes, ...STEP_UP_PURPOSES];
  const owners = [
    { path: ["messages"], service: serviceName, messages },
    ...Object.entries(tenants).map(([tenant, own]) => ({
      path: ["tenants", tenant, "messages"],
      service: own.serviceName ?? serviceName,
      messages: own.messages,
    })),
  ];
  return owners.flatMap(({ path, service, messages: own }) =>
    Object.entries(own).flatMap(([purpose, byLanguage]): Problem[] => {
      const at = [...path, purpose];
      if (!known.includes(purpose))
        return [{ path: at, message: `that of one of purposes: ${known.join(", ")}`, input: purpose }];
      return Object.entries(byLanguage).flatMap(([language, { sms } = {}]) => {
        const message = sms === undefined ? null : smsProblem(sms, service, language as Language);
        return message === null ? [] : [{ path: [...at, language, "sms"], message, input: sms }];
      });
    }),
  );
}

function smsProblem(sms: string, service: string, language: Language): string | null {
  const word = CODE_WORDS[language];
  const text = filledIn(sms, { code: "012345", service, minutes: "10" }).normalize("NFC");
  if (!text.toLowerCase().includes(word)) return `a text with the word ${word}, for which phones look`;
  const { encoding, length, segments } = measure(text);
  if (segments === 1) return null;
  const most = encoding === "GSM-7" ? 160 : 70;
  return `at most ${most} characters (${encoding}) with the service's name and a code of six, of which it has ${length}`;
}
