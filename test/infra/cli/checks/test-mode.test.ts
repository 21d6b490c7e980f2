import { expect, test } from "vitest";
import type { CheckContext } from "../../../../infra/cli/checks/context.ts";
import { testMode as check } from "../../../../infra/cli/checks/test-mode.ts";
import { deploymentOf } from "../../../../infra/stage.ts";
import { settingsFrom } from "../../../../settings/read.ts";
import { OWN } from "../support.ts";

const NOW = Date.UTC(2026, 11, 1);
const reason = "Apple reviews version 3.2 of the app.";
const destinations = [
  { destination: "review@example.com", code: "847291", expires: "2027-01-31" },
  { destination: "+12025550147", code: "305918", expires: "2027-02-01" },
];
const resultOf = (stage: string, testMode: object) => {
  const settings = settingsFrom({ ...OWN, stages: { [stage]: { testMode } } }, NOW);
  return check({ deployment: deploymentOf(stage, settings) } as CheckContext);
};

test("a deploy of prod says until when there are fixed codes and why, and how they are taken out, and names no code", async () => {
  const result = await resultOf("prod", { destinations, reason });
  expect(result).toEqual({
    state: "to do",
    message: `2 destinations have fixed codes, until 2027-02-01 at the latest: "${reason}" Each use raises an alarm. Take them out when that is over:`,
    commands: ['{ "stages": { "prod": { "testMode": { "destinations": [] } } } }   # in the file of OTP_SETTINGS'],
  });
});

test("other stages may have them, and most have none", async () => {
  expect(await resultOf("staging", { destinations: destinations.slice(0, 1) })).toEqual({
    state: "done",
    message: "1 destination has a fixed code, until 2027-01-31 at the latest.",
  });
  expect(await resultOf("prod", {})).toEqual({ state: "done", message: "No destination has a fixed code." });
});
