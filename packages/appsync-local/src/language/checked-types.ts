import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { openCache } from "../cache.ts";
import type { Finding } from "./finding.ts";
import { LIBRARY, typeCheck } from "./typecheck.ts";
import { WORLD } from "./world.ts";

const { resolve } = createRequire(import.meta.url);

/**
 * Checks types as AppSync does when code is uploaded. What has passed is remembered by its text, so that only new text costs a run of the
 * compiler. It needs `typescript` and `@aws-appsync/utils`; without them nothing is found.
 *
 * @param bundles texts by name
 */
export function checkTypesOnce(bundles: Map<string, string>): Finding[] {
  const world = worldOfToday();
  if (world === undefined) return [];
  const passed = openCache("types");
  const keys = new Map([...bundles].map(([name, code]) => [name, hash(`${world}\0${code}`)]));
  const keyOf = (name: string) => keys.get(name) as string;
  const unknown = new Map([...bundles].filter(([name]) => passed.read(keyOf(name)) === undefined));
  if (unknown.size === 0) return [];
  const findings = typeCheck(unknown);
  const refused = new Set(findings.map(({ bundle }) => bundle));
  for (const name of unknown.keys()) if (!refused.has(name)) passed.write(keyOf(name), "");
  return findings;
}

/** All that decides besides the text; undefined where there is no compiler. */
function worldOfToday(): string | undefined {
  try {
    const versions = ["typescript", "@aws-appsync/utils"].map(
      (name) => JSON.parse(readFileSync(resolve(`${name}/package.json`), "utf8")).version,
    );
    return hash([...versions, WORLD, readFileSync(LIBRARY, "utf8")].join("\0"));
  } catch {
    return undefined;
  }
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
