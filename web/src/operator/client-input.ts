import type { ApiClient } from "appsync-otp-client";
import { config } from "../config.ts";
import { STEPS_UP } from "../user/verify.ts";

/** What of an API client can be typed and chosen, as it stands in the form. */
export interface ClientForm {
  name: string;
  email: string;
  purposes: string[];
  dailySends: string;
  /** ISO 3166, with spaces or commas between them. */
  countries: string;
  /** One a line: a host, and the hash of an Android app behind a space where there is one. */
  sites: string;
  transactionRequired: boolean;
  webhookUrl: string;
}

/** The purposes to choose from: those of the settings that can be requested, and those that step up. */
export const clientPurposes = (): string[] => [
  ...config().purposes.filter((purpose) => purpose !== "password-reset"),
  ...STEPS_UP,
];

/** A form for a new client. */
export const emptyForm = (): ClientForm => ({
  name: "",
  email: "",
  purposes: clientPurposes().filter((purpose) => !STEPS_UP.includes(purpose)),
  dailySends: "1000",
  countries: "",
  sites: "",
  transactionRequired: false,
  webhookUrl: "",
});

/** A form that shows what a client may do now. */
export const formOf = (client: ApiClient): ClientForm => ({
  name: client.name,
  email: client.email,
  purposes: client.purposes,
  dailySends: `${client.dailySends}`,
  countries: client.countries.join(", "),
  sites: client.sites.map(({ host, androidHash }) => (androidHash ? `${host} ${androidHash}` : host)).join("\n"),
  transactionRequired: client.transactionRequired,
  webhookUrl: client.webhookUrl ?? "",
});

/** The form as the API takes it. */
export const inputOf = ({ countries, sites, webhookUrl, dailySends, name, email, ...chosen }: ClientForm) => ({
  ...chosen,
  name: name.trim(),
  email: email.trim(),
  dailySends: Number(dailySends),
  countries: countries.toUpperCase().match(/[^\s,;]+/g) ?? [],
  sites: sites
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([host]) => host)
    .map(([host = "", androidHash]) => ({ host, ...(androidHash ? { androidHash } : {}) })),
  webhookUrl: webhookUrl.trim(),
});

/** What differs from the client as it is. What is left out stays as it is: to name the address again would void its activation code. */
export function changesOf(client: ApiClient, form: ClientForm): Partial<ReturnType<typeof inputOf>> {
  const before: Record<string, unknown> = inputOf(formOf(client));
  const changed = Object.entries(inputOf(form)).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
  );
  return Object.fromEntries(changed);
}
