import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { type CrashOptions, crashes } from "./crashes.ts";
import { newInstallation } from "./installation.ts";

/** One run of `npm run crashes`, which makes a hundred, and one with damage that it must notice. */

const SEED = 20_261_121;
vi.setConfig({ testTimeout: 60_000 });

async function runOf(options: Pick<CrashOptions, "victims" | "damage">) {
  const { folder, env, remove } = await newInstallation();
  onTestFinished(remove);
  return { folder, totals: await crashes({ folder, env, seed: SEED, calls: [30, 60], ...options }) };
}

test("S03 S04 after kill -9 of server and engine under load, every answer still holds: live tokens verify once, dead ones never, no counter goes back", async () => {
  const half = (folder: string) => writeFileSync(join(folder, "state.json.1.new"), "{");
  const { totals } = await runOf({ victims: ["both"], damage: { prepare: () => {}, inflict: half } });
  expect(totals.violations, `seed ${SEED}`).toEqual([]);
  expect(totals).toMatchObject({ runs: 1, victims: { both: 1 } });
  for (const figure of ["calls", "cutOff", "inLane", "verified", "dead"] as const)
    expect(totals[figure], figure).toBeGreaterThan(0);
});

test("the check notices a crash that loses answered writes or the inbox", async () => {
  const databaseOf = (folder: string) => readdirSync(folder).filter((name) => name.startsWith("tokens.db"));
  const copy = (from: string, to: string) => {
    for (const name of databaseOf(from)) copyFileSync(join(from, name), join(to, name));
  };
  const saved = (folder: string) => `${folder}-before`;
  const { totals } = await runOf({
    victims: ["both"],
    damage: {
      prepare(folder) {
        mkdirSync(saved(folder));
        copy(folder, saved(folder));
      },
      inflict(folder) {
        copy(saved(folder), folder);
        writeFileSync(join(folder, "messages.jsonl"), "");
      },
    },
  });
  expect(totals.violations.join("\n")).toMatch(/what was answered leaves/);
  expect(totals.violations.join("\n")).toMatch(/the inbox has lost the message/);
});
