import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { nameNotes, previewsOf } from "../../../functions/send/preview.ts";
import { settingsFrom } from "../../../settings/read.ts";

const MAIN = fileURLToPath(new URL("../../../infra/messages/main.ts", import.meta.url));

test("the preview shows what each tenant sends, in every language and for every purpose, with the segments it is paid as", () => {
  const messages = { login: { de: { sms: "{code} ist der Code für {service}" } } };
  const all = previewsOf(settingsFrom({ tenants: { shop: { serviceName: "Laden", messages } } }));
  expect(all).toHaveLength(2 * 6 * 8);
  expect(all.every(({ segments }) => segments === 1)).toBe(true);
  expect(
    all.find((each) => each.tenant === "role:shop" && each.language === "de" && each.purpose === "login"),
  ).toMatchObject({
    text: "012345 ist der Code für Laden",
    encoding: "GSM-7",
    length: 29,
  });
});

test("a service's name outside GSM's alphabet is told, with what it costs", () => {
  expect(nameNotes(settingsFrom({ serviceName: "Müller & Söhne" }))).toEqual([]);
  expect(nameNotes(settingsFrom({ serviceName: "Łódź" }))).toEqual([
    expect.stringContaining(
      'serviceName "Łódź" has characters outside of GSM\'s alphabet: 70 instead of 160 fit into a segment',
    ),
  ]);
});

test("npm run messages prints it with a price, and says which countries it knows one of", () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: "utf8" });
  const { stdout } = run("--language", "en", "--purpose", "login");
  expect(stdout).toContain("pool  login  en  1 segment of GSM-7");
  expect(stdout).toContain("0.00881 USD\n  012345 is your Example sign-in code.");
  expect(run("--country", "FR").stderr).toContain("--price 0.05");
  expect(run("--help").stdout).toContain("usage: npm run messages");
});
