import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { nameNotes, type Preview, previewsOf } from "../../functions/send/preview.ts";
import { readSettings, SettingsError } from "../../settings/read.ts";
import { PRICES_OF, SMS_PRICES } from "./sms-prices.ts";

const HELP = `usage: npm run messages -- [--language <tag>] [--purpose <name>] [--tenant <name>] [--country <ISO 3166>] [--price <US dollars>]

Shows the SMS and the subject of each e-mail that the settings make, with the segments that an SMS is paid as.

  --language  one language only; likewise --purpose and --tenant (pool, role:shop)
  --country   the country whose price a segment has; US by default. Known are ${Object.keys(SMS_PRICES).join(", ")} (${PRICES_OF})
  --price     the price of a segment in US dollars, for any other country: https://aws.amazon.com/sns/sms-pricing/
  --help      shows this

  OTP_SETTINGS  path of a JSON file that overrides the settings (docs/reference/settings.md)
`;

const text = { type: "string" } as const;

function run(args: string[]): string {
  const options = {
    language: text,
    purpose: text,
    tenant: text,
    country: text,
    price: text,
    help: { type: "boolean" },
  } as const;
  const { values } = parseArgs({ args, options });
  if (values.help) return HELP;
  const { language, purpose, tenant, country = "US" } = values;
  const price = values.price === undefined ? SMS_PRICES[country] : Number(values.price);
  if (price === undefined || !(price >= 0)) throw new Error(`name the price of a segment: --price 0.05\n\n${HELP}`);
  const settings = readSettings(process.env.OTP_SETTINGS ? resolve(process.env.OTP_SETTINGS) : undefined);
  const wanted = (preview: Preview) =>
    (language ?? preview.language) === preview.language &&
    (purpose ?? preview.purpose) === preview.purpose &&
    (tenant ?? preview.tenant) === preview.tenant;
  const shown = previewsOf(settings).filter(wanted);
  if (shown.length === 0) throw new Error(`there is no such message\n\n${HELP}`);
  return [...shown.map((preview) => lineOf(preview, price)), ...nameNotes(settings)].join("\n");
}

function lineOf(
  { tenant, purpose, language, text: sms, subject, encoding, length, segments }: Preview,
  price: number,
): string {
  const paid = `${segments} segment${segments === 1 ? "" : "s"} of ${encoding}, ${length} long, ${(segments * price).toFixed(5)} USD`;
  return `${tenant}  ${purpose}  ${language}  ${paid}\n  ${sms.replaceAll("\n", "\n  ")}\n  e-mail: ${subject}\n`;
}

try {
  console.log(run(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : (error as Error).message);
  process.exitCode = 1;
}
