import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder, run } from "../running-start.ts";

/** What `npm start` and `npm run demo` say without a service. */

test("npm start -- --help says how it is used, and starts nothing", async () => {
  const help = run("start.ts", {}, ["--help"]);
  expect((await help.ended).end).toBe(0);
  for (const word of ["npm start", "PORT", "LOCAL_DIR", "OTP_SETTINGS", "DYNAMODB_URL", "Ctrl-C"]) {
    expect(help.stdout()).toContain(word);
  }
  expect(readdirSync(help.folder)).toEqual([]);
});

test("npm start with an argument that it does not know says so, shows its help, and starts nothing", async () => {
  const refused = run("start.ts", {}, ["--bogus"]);
  expect((await refused.ended).end).toBe(1);
  expect(refused.stderr()).toMatch(/^unknown argument --bogus\n\nusage: npm start/);
  expect(readdirSync(refused.folder)).toEqual([]);
});

test("npm run demo -- --help says how it is used", async () => {
  const help = run("demo.ts", {}, ["--help"]);
  expect((await help.ended).end).toBe(0);
  expect(help.stdout()).toContain("npm run demo");
});

test("npm run demo with an argument that it does not know says so, shows its help, and calls nothing", async () => {
  for (const argument of [["--bogus"], ["--token", "user@example.com", "--bogus"]]) {
    const refused = run("demo.ts", {}, argument);
    expect((await refused.ended).end).toBe(1);
    expect(refused.stderr()).toMatch(/^unknown argument --bogus\n\nusage: npm run demo/);
  }
});

test("the demo says that nothing is running in an empty folder, and in one whose start was killed", async () => {
  const ended = run("demo.ts", {}, ["--help"]);
  await ended.ended;
  const killed = newFolder();
  writeFileSync(join(killed, "outputs.json"), JSON.stringify({ pid: ended.child.pid }));
  for (const LOCAL_DIR of [newFolder(), killed]) {
    const demo = run("demo.ts", { LOCAL_DIR });
    expect((await demo.ended).end).toBe(1);
    expect(demo.stderr()).toMatch(/nothing is running in .*npm start/);
  }
});

test("a start that fails prints what is wrong and what to do, and exits with 1", async () => {
  const failed = run("start.ts", { PORT: "no" });
  expect((await failed.ended).end).toBe(1);
  expect(failed.stderr()).toBe('PORT has to be a whole number from 0 to 65531, and is "no"\n');
  expect(failed.stdout()).toBe("");
});
