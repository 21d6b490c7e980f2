import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Annotations, type App, CfnResource, type Stack, Validations } from "aws-cdk-lib";
import { AttributeType, Table } from "aws-cdk-lib/aws-dynamodb";
import { Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { AwsSolutionsChecks } from "cdk-nag";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createApp } from "../../../infra/app.ts";
import type { Delivery } from "../../../infra/constructs/delivery.ts";
import { settingsFrom } from "../../../settings/read.ts";
import { SETTINGS, templateOf } from "./synth.ts";

/** A synthesis takes seconds, and more while other tests run. */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const folder = mkdtempSync(join(tmpdir(), "synth-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Report {
  pluginReports: {
    conclusion: string;
    pluginName: string;
    violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[];
  }[];
}
const reportIn = (outdir: string): Report => JSON.parse(readFileSync(join(outdir, "validation-report.json"), "utf8"));

/** A fault of each kind: nag's errors, nag's warnings, and what the library's rules refuse. */
const FAULTS: Record<string, (stack: Stack) => unknown> = {
  "AwsSolutions-SNS3": (stack) => new Topic(stack, "Unencrypted"),
  "AwsSolutions-DDB3": (stack) =>
    new Table(stack, "WithoutRecovery", { partitionKey: { name: "pk", type: AttributeType.STRING } }),
  "AwsSolutions-IAM5[Action::dynamodb:*]": (stack) => {
    const { role } = stack.node.findChild("Delivery") as Delivery;
    const statement = new PolicyStatement({ actions: ["dynamodb:*"], resources: ["*"] });
    return new Policy(stack, "Wide", { roles: [role], statements: [statement] });
  },
  F3002: (stack) => new CfnResource(stack, "Misspelt", { type: "AWS::SNS::Topic", properties: { DisplyName: "a" } }),
  F3034: (stack) =>
    new CfnResource(stack, "OutOfBounds", { type: "AWS::SQS::Queue", properties: { DelaySeconds: 901 } }),
};

interface Answer {
  path: string;
  id: string;
  reason: string;
}

const answersIn = (app: App): Answer[] =>
  app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => ({ path: node.path, id: id.replace(/^Annotation::/, ""), reason })),
  );

/** Gives what nag would find without any acknowledgement. */
function findingsIn(app: App): { path: string; id: string }[] {
  const deaf = new AwsSolutionsChecks(app);
  Reflect.set(deaf, "isAcknowledged", () => false);
  return deaf
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = "" }) => ({ path: constructPath, id: ruleName })),
    );
}

let answers: Answer[];
let findings: { path: string; id: string }[];
let thrown: unknown;
let report: Report;

beforeAll(() => {
  const outdir = join(folder, "faulty");
  const app = createApp("prod", settingsFrom(SETTINGS), outdir);
  answers = answersIn(app);
  findings = findingsIn(app);
  const stack = app.node.findChild("appsync-otp-prod") as Stack;
  for (const plant of Object.values(FAULTS)) plant(stack);
  Annotations.of(stack).addWarningV2("planted", "what --strict stops at");
  const silenced = vi.spyOn(console, "error").mockImplementation(() => undefined);
  try {
    app.synth();
  } catch (error) {
    thrown = error;
  }
  silenced.mockRestore();
  report = reportIn(outdir);
});

describe("a fault in the stack", () => {
  test("fails the synthesis", () => {
    expect(String(thrown)).toMatch(/^ValidationFailed/);
  });

  test.each(Object.keys(FAULTS))("is found: %s", (rule) => {
    const found = report.pluginReports.filter(({ violations }) => violations.some(({ ruleName }) => ruleName === rule));
    expect(found.map(({ conclusion }) => conclusion)).toEqual(["failure"]);
  });

  test("is one of those that this test planted: there is no other finding", () => {
    const found = report.pluginReports.flatMap(({ violations }) => violations);
    const paths = found.flatMap(({ violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => constructPath),
    );
    const planted = /^appsync-otp-prod(\/(Unencrypted|WithoutRecovery|Wide|Misspelt|OutOfBounds)(\/Resource)?)?$/;
    expect(paths.filter((path) => !planted.test(path))).toEqual([]);
    expect(found.map(({ ruleName }) => ruleName)).toContain("Annotation::planted");
  });
});

test.each(["dev", "prod"] as const)(
  "%s has no finding that is not acknowledged, and no warning that --strict would stop at",
  async (stage) => {
    const { outdir } = await templateOf(stage);
    expect(reportIn(outdir).pluginReports).toEqual([]);
    const metadata = readFileSync(join(outdir, `appsync-otp-${stage}.metadata.json`), "utf8");
    expect(metadata.match(/"aws:cdk:(warning|error)"/g)).toBeNull();
  },
);

describe("each acknowledgement", () => {
  const within = (path: string, whole: string) => path === whole || path.startsWith(`${whole}/`);

  test("is about a finding that nag has, and none is left over from a mended fault", () => {
    const needless = answers.filter(
      (answer) => !findings.some((finding) => finding.id === answer.id && within(finding.path, answer.path)),
    );
    expect(needless).toEqual([]);
    expect(findings.length).toBeGreaterThan(0);
  });

  test("stands at the construct that it is about, and not at the whole stack", () => {
    expect(answers.filter(({ path }) => path.split("/").length < 3)).toEqual([]);
  });

  test("has a reason of at least ten words, which no other rule shares", () => {
    expect(answers.filter(({ reason }) => reason.split(" ").length < 10)).toEqual([]);
    const shared = answers.filter(({ id, reason }) =>
      answers.some((other) => other.reason === reason && other.id !== id),
    );
    expect(shared).toEqual([]);
  });
});
