import { type Encoding, measure } from "../../contract/segment.ts";
import type { Site } from "../../contract/site.ts";
import { STEP_UP_PURPOSES } from "../../contract/step-up.ts";
import { POOL_TENANT, roleTenant } from "../../contract/tenants.ts";
import type { Settings } from "../../settings/schema.ts";
import { type Message, render } from "./render.ts";

/** One SMS as it will be sent, with a code of six digits. */
export interface Preview {
  tenant: string;
  purpose: string;
  language: string;
  text: string;
  /** The subject of the e-mail for the same. */
  subject: string;
  encoding: Encoding;
  /** Septets or UTF-16 units. */
  length: number;
  segments: number;
}

const CODE = "012345";
const NOW = Date.UTC(2026, 0);

/** Renders what each tenant of the settings sends, by purpose and language, through the send function's own code. */
export function previewsOf(settings: Settings): Preview[] {
  const { host, androidHash } = settings.sms;
  const pool = host === undefined && androidHash === undefined ? null : { host, androidHash };
  const tenants = [
    { tenant: POOL_TENANT, site: pool as Partial<Site> | null },
    ...Object.entries(settings.tenants).map(([name, { sites = [] }]) => ({
      tenant: roleTenant(name),
      site: (sites[0] ?? null) as Partial<Site> | null,
    })),
  ];
  return tenants.flatMap(({ tenant, site }) =>
    [...settings.purposes, ...STEP_UP_PURPOSES].flatMap((purpose) =>
      settings.languages.map((language) => {
        const say = (channel: "SMS" | "EMAIL"): Message => {
          const whose = { tenant, purpose, subject: "", id: `${purpose}_`, transaction: null, message: null };
          const how = {
            codeLength: CODE.length,
            alphabet: "NUMERIC",
            expiresAt: NOW / 1000 + settings.token.lifeSeconds,
          } as const;
          const request = {
            ...whose,
            ...how,
            channel,
            site,
            destination: "u@example.com",
            countries: [],
            locale: language,
            test: false,
          };
          return render(request, CODE, settings, NOW);
        };
        const email = say("EMAIL") as Message & { channel: "EMAIL" };
        const { text } = say("SMS");
        return { tenant, purpose, language, text, subject: email.subject, ...measure(text) };
      }),
    ),
  );
}

/** Says which languages a service's name makes dearer: one character outside GSM's alphabet makes each SMS UCS-2, of 70 characters a segment. */
export function nameNotes(settings: Settings): string[] {
  const names = [
    settings.serviceName,
    ...Object.values(settings.tenants).flatMap(({ serviceName }) => serviceName ?? []),
  ];
  return [...new Set(names)]
    .filter((name) => measure(name.normalize("NFC")).encoding === "UCS-2")
    .map((name) => {
      const segments = Math.max(...previewsOf(settings).map((preview) => preview.segments));
      const most =
        segments === 1
          ? "one segment still holds each SMS"
          : `an SMS takes up to ${segments} segments, each at its own price`;
      return `serviceName ${JSON.stringify(name)} has characters outside of GSM's alphabet: 70 instead of 160 fit into a segment; ${most}.`;
    });
}
