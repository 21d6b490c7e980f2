import { util } from "@aws-appsync/utils";
import {
  type ApiClient,
  MAX_CLIENT_NAME,
  MAX_COUNTRIES,
  MAX_DAILY_SENDS,
  MAX_SITES,
} from "../../contract/api-clients.ts";
import type { Site } from "../../contract/site.ts";
import { invalidInput } from "../shared/errors.ts";
import { allPurposes, destinations } from "../shared/settings.ts";
import { checkedEmail, checkedPurpose, isName } from "../shared/validation.ts";
import { checkedWebhookUrl } from "./webhookUrl.ts";

/** The fields of a client that operators choose, as they arrive. */
export interface FieldsInput {
  name?: string | null;
  email?: string | null;
  purposes?: string[] | null;
  dailySends?: number | null;
  countries?: string[] | null;
  sites?: { host: string; androidHash?: string | null }[] | null;
  transactionRequired?: boolean | null;
  webhookUrl?: string | null;
}

/** The fields of a client that operators choose. */
export type ClientFields = Pick<
  ApiClient,
  "name" | "email" | "purposes" | "dailySends" | "countries" | "sites" | "transactionRequired" | "webhookUrl"
>;

/** As the settings' `sms.host` and `sms.androidHash`. */
const HOST = "^[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+\\z";
const MAX_HOST = 253;
const ANDROID_HASH = "^[A-Za-z0-9+/]{11}\\z";

/** Checks the fields that were given. One that was not, or that is null, is not in the answer. @param env the API's environment */
export function checkedFields(input: FieldsInput, env: Record<string, string>): Partial<ClientFields> {
  const { name, email, purposes, dailySends, countries, sites, transactionRequired, webhookUrl } = input;
  const fields: Partial<ClientFields> = {};
  if (typeof name === "string") fields.name = checkedName(name);
  if (typeof email === "string") fields.email = checkedEmail("email", email);
  if (purposes) fields.purposes = checkedPurposes(purposes);
  if (typeof dailySends === "number") fields.dailySends = checkedDailySends(dailySends);
  if (countries) fields.countries = checkedCountries(countries);
  if (sites) fields.sites = checkedSites(sites);
  if (typeof transactionRequired === "boolean") fields.transactionRequired = transactionRequired;
  if (typeof webhookUrl === "string") fields.webhookUrl = checkedWebhookUrl(webhookUrl, env);
  return fields;
}

function checkedName(name: string): string {
  if (name.length > MAX_CLIENT_NAME || !isName(name)) {
    invalidInput(
      "name",
      "MALFORMED",
      `1 to ${MAX_CLIENT_NAME} characters, a letter or digit among them, none invisible`,
    );
  }
  return name;
}

function checkedPurposes(purposes: string[]): string[] {
  checkList("purposes", purposes, 1, allPurposes().length);
  return purposes.map((purpose) => checkedPurpose("purposes", purpose));
}

function checkedDailySends(dailySends: number): number {
  if (dailySends < 1 || dailySends > MAX_DAILY_SENDS) {
    invalidInput("dailySends", "OUT_OF_RANGE", `1 to ${MAX_DAILY_SENDS}`);
  }
  return dailySends;
}

/** Only countries to which the settings allow SMS: no client reaches further than the service. */
function checkedCountries(countries: string[]): string[] {
  checkList("countries", countries, 0, MAX_COUNTRIES);
  const allowed = destinations.allow.split(",").flatMap((entry) => entry.split(" ").slice(1));
  if (countries.some((country) => allowed.indexOf(country) < 0)) {
    invalidInput("countries", "UNKNOWN", "countries (ISO 3166) to which the settings allow SMS");
  }
  return countries;
}

function checkedSites(sites: NonNullable<FieldsInput["sites"]>): Site[] {
  // AppSync runs a callback 1,000 times at most, so the number is checked before anything is done with each.
  checkCount("sites", sites.length, 0, MAX_SITES);
  checkDistinct(
    "sites",
    sites.map(({ host }) => host),
  );
  return sites.map(({ host, androidHash }) => {
    if (host.length > MAX_HOST || !util.matches(HOST, host)) {
      invalidInput("sites.host", "MALFORMED", "a host name in lower case, such as example.com");
    }
    if (typeof androidHash !== "string") return { host };
    if (!util.matches(ANDROID_HASH, androidHash)) {
      invalidInput("sites.androidHash", "MALFORMED", "11 characters of Base64");
    }
    return { host, androidHash };
  });
}

function checkList(field: string, entries: string[], least: number, most: number): void {
  checkCount(field, entries.length, least, most);
  checkDistinct(field, entries);
}

function checkCount(field: string, count: number, least: number, most: number): void {
  if (count < least || count > most) invalidInput(field, "OUT_OF_RANGE", `${least} to ${most}`);
}

function checkDistinct(field: string, entries: string[]): void {
  if (entries.some((entry, index) => entries.indexOf(entry) < index)) invalidInput(field, "REPEATED", "each once");
}
