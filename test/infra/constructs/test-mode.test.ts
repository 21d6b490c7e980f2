import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { reportTest } from "../../../functions/send/report.ts";
import { alarmsIn, statesOf } from "./cloudwatch/alarms.ts";
import { dataOf, keyOf } from "./cloudwatch/points.ts";
import { nameOf, ROOT, SETTINGS, templateOf } from "./synth.ts";
import { ofType, resolved } from "./template.ts";

/** Test mode as it is deployed: the alarm of prod, and where the codes are. */

const CODE = "847291";
const reason = "Apple reviews version 3.2 of the app";
const testMode = { destinations: [{ destination: "review@example.com", code: CODE, expires: "2027-01-31" }], reason };
const prod = await templateOf("prod", { stages: { prod: { ...SETTINGS.stages.prod, testMode } } });
const alarms = alarmsIn(prod.template);

/** What the send function writes of one fixed code, as CloudWatch reads it: the metric and its value. */
function written(functionName: string) {
  vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", functionName);
  const lines: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  reportTest({ channel: "EMAIL", purpose: "login" });
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  const line = JSON.parse(lines.join(""));
  const [{ Namespace, Metrics }] = line._aws.CloudWatchMetrics;
  const [{ Name }] = Metrics;
  return { key: keyOf(Namespace, Name, { function: line.function }), value: line[Name], minute: 12 };
}

test("in prod the first fixed code that somebody asks for raises an alarm, which says why there is one", () => {
  const alarm = alarms.get("TestMode");
  if (!alarm) throw new Error("prod has no alarm of the test mode");
  expect(readFileSync(join(ROOT, "docs/runbook.md"), "utf8")).toContain("\n## TestMode\n");
  expect(alarm.AlarmDescription).toContain(`${reason}. See docs/runbook.md#testmode`);
  const [send = ""] = ofType(prod.template, "AWS::Lambda::Function")
    .map(([id]) => id)
    .filter((id) => nameOf(id) === "DeliverySend");
  expect(statesOf(alarm, dataOf([written(send)]), 30)).toContain("ALARM");
  expect(statesOf(alarm, dataOf([]), 30)).not.toContain("ALARM");
});

test("no other stage has that alarm, nor prod without test destinations: suites would set it off all day", async () => {
  expect(alarmsIn((await templateOf("dev")).template).has("TestMode")).toBe(false);
  expect(alarmsIn((await templateOf("prod")).template).has("TestMode")).toBe(false);
});

test("S14 codes stand in the bundle of the send function alone, and neither in a step nor anywhere else in the template", () => {
  expect(JSON.stringify(prod.template)).toContain("review@example.com");
  expect(JSON.stringify(prod.template)).not.toContain(CODE);
  const assets = globSync("asset.*/**/*.{js,cjs,mjs}", { cwd: prod.outdir });
  const having = assets.filter((file) => readFileSync(join(prod.outdir, file), "utf8").includes(CODE));
  expect(assets.length).toBeGreaterThan(4);
  expect(having).toHaveLength(1);
  const [, send] = ofType(prod.template, "AWS::Lambda::Function").find(([id]) => nameOf(id) === "DeliverySend") ?? [];
  const { Code } = resolved<{ Code: { S3Key: string } }>(send?.Properties, prod.template);
  expect(having[0]).toContain(Code.S3Key.replace(".zip", ""));
});

test("at no stage a message of the test mode is delivered", () => {
  expect(JSON.stringify(prod.template)).not.toContain("DELIVER_TESTS");
});
