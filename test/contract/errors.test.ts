import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ERRORS, LIMIT_NAMES, MASKED_MESSAGE, REASONS, UNREACHED_MESSAGE } from "../../contract/errors.ts";
import { errorsPage } from "../../docs/generate/errors.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { bundleResolvers } from "../../resolvers/bundle.ts";
import { DEFAULTS } from "../../settings/schema.ts";

/** The closed lists of the contract, against what the bundled steps and the bundled send function can raise. */

const steps = [...bundleResolvers(DEFAULTS, { sourceMap: false }).values()].join("\n");
const sendFunction = bundleFunction(fileURLToPath(new URL("../../functions/send/handler.ts", import.meta.url)), {
  define: { SETTINGS: "{}" },
}).code;

const found = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))];
const sorted = (names: Iterable<unknown>) => [...names].sort();

describe("the closed lists are what steps and functions raise, no more and no less:", () => {
  test("every error type, and each is raised in one way", () => {
    const ways = found(steps, /\b(util\.error\([^;]*)/g);
    expect(ways).toHaveLength(1);
    const raised = found(steps, /\braise\((?:[^;]*?), "([A-Z]\w+)"/g);
    expect(sorted(raised)).toEqual(sorted(Object.keys(ERRORS)));
  });

  test("every reason", () => {
    const raised = found(steps, /\binvalidInput\(\s*(?:"[\w.]+"|field),\s*"(\w+)"/g);
    const answered = found(sendFunction, /\breason:"(\w+)"/g);
    expect(answered.length).toBeGreaterThan(0);
    expect(sorted(new Set([...raised, ...answered]))).toEqual(sorted(Object.keys(REASONS)));
    // The one call without a reason in its text hands on what the send function answered.
    const calls = found(steps, /\b(invalidInput\((?!\s*(?:"[\w.]+"|field),\s*"\w+"|field, reason)[^)]*\))/g);
    expect(calls).toEqual(['invalidInput(isNamed ? field : "channel", reason, "no message can reach it")']);
  });

  test("every limit", () => {
    const named = found(steps, /\b(?:limit: |counterOf\(|throttled\(|name: )"([A-Z_]+)"/g);
    expect(sorted(named)).toEqual(sorted(Object.keys(LIMIT_NAMES)));
  });
});

test("S44 a sentence that an alarm looks for in the API's log is in the messages of one error alone", () => {
  expect(found(steps, /\braise\((\w+), "InternalError"/g)).toEqual(["MASKED_MESSAGE"]);
  expect(found(steps, /\braise\((UNREACHED_MESSAGE, "\w+")/g)).toEqual(['UNREACHED_MESSAGE, "DeliveryFailed"']);
  for (const [name, sentence] of Object.entries({ MASKED_MESSAGE, UNREACHED_MESSAGE })) {
    expect(found(steps, new RegExp(`(\\w+) = "${sentence}"`, "g"))).toEqual([name]);
  }
});

test("the schema names every error type and nothing else", () => {
  const schema = readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8");
  const [, list = ""] = /`errorType` is one of ([^.]*?),? or one of AppSync's own/s.exec(schema) ?? [];
  expect(sorted(list.split(/,\s+|\sand\s/))).toEqual(sorted(Object.keys(ERRORS)));
});

test("the page of errors has every type, reason and limit, each with its meaning", () => {
  const page = errorsPage();
  for (const [type, { when, remedy, info }] of Object.entries(ERRORS)) {
    expect(page).toContain(`## ${type}\n\n${when}`);
    expect(page).toContain(remedy);
    for (const [field, meaning] of Object.entries(info)) expect(page).toContain(`- \`${field}\`: ${meaning}`);
  }
  for (const [name, meaning] of Object.entries({ ...REASONS, ...LIMIT_NAMES })) {
    expect(page).toContain(`| \`${name}\` | ${meaning} |`);
  }
});
