import { expect, test } from "vitest";
import { type Synthesised, templateOf } from "./infra/constructs/synth.ts";
import { rowsOf, textOf } from "./support/page-tables.ts";

/** `docs/costs.md` multiplies counted units and resources by prices. All of them have to be what they say. */

const costs = rowsOf("costs.md");
const units = new Map(
  rowsOf("costs-in-units.md").map(([operation = "", ...counts]) => [operation, counts.map(Number)]),
);

const ASKED = units.get("`requestOtp`, the first of a subject") as number[];
const CHECKED = units.get("`verifyOtp`, right") as number[];
const both = (column: number) => (ASKED[column] as number) + (CHECKED[column] as number);

const PARTS = costs.filter(([, count = "", price = ""]) => /^[\d.]+$/.test(count) && price.endsWith("a million"));
const thousand = ([, count, price]: string[]) => (Number(count) * Number.parseFloat(price as string)) / 1_000;
const totalOf = (name: string) => Number(costs.find(([part]) => part === `**${name}**`)?.[3]?.replaceAll("*", ""));

test.each([
  ["AppSync, operations", 2],
  ["DynamoDB, read units", both(1)],
  ["DynamoDB, write units", both(2)],
  // Of six data-source calls three are the table's and one the function, which calls KMS twice.
  ["KMS, requests", both(0) - 4 - 1 + 2],
  ["Lambda, invocations", 1],
])("%s: %d a verification", (part, count) => {
  expect(costs.find(([name]) => name === part)?.[1]).toBe(String(count));
});

test.each(PARTS)("%s: %s at %s come to %s", (...row) => {
  expect(Number(row[3])).toBeCloseTo(thousand(row), 4);
});

test("the sums are those of the lines above them", () => {
  const message = PARTS.filter(([part]) => part?.startsWith("SES"));
  const sum = (rows: string[][]) => rows.reduce((total, row) => total + thousand(row), 0);
  expect(totalOf("by e-mail")).toBeCloseTo(sum(PARTS), 3);
  expect(totalOf("without the message")).toBeCloseTo(sum(PARTS) - sum(message), 3);
});

type Template = Pick<Synthesised["template"], "Resources">;
/** All that a stage has, in both its stacks. */
const wholeOf = ({ template, edge }: Synthesised): Template => ({
  Resources: { ...template.Resources, ...(edge as Synthesised["template"]).Resources },
});
const all = ({ Resources }: Template, type: string) => Object.values(Resources).filter(({ Type }) => Type === type);

/** What a month of a resource costs in dollars, whether it is used or not (us-east-1, November 2026). */
const MONTHLY: [part: string, dollars: number, count: (template: Template) => number][] = [
  ["web ACLs", 5, (template) => all(template, "AWS::WAFv2::WebACL").length],
  [
    "their rules",
    1,
    (template) => all(template, "AWS::WAFv2::WebACL").reduce((sum, { Properties }) => sum + Properties.Rules.length, 0),
  ],
  ["KMS keys", 1, (template) => all(template, "AWS::KMS::Key").length],
  ["secrets", 0.4, (template) => all(template, "AWS::SecretsManager::Secret").length],
  ["dashboards", 3, (template) => all(template, "AWS::CloudWatch::Dashboard").length],
  [
    "queues that a function reads",
    0.26,
    (template) =>
      all(template, "AWS::Lambda::EventSourceMapping").filter(({ Properties }) => "ScalingConfig" in Properties).length,
  ],
  [
    "metrics that alarms use",
    0.1,
    (template) =>
      all(template, "AWS::CloudWatch::Alarm").reduce((sum, { Properties }) => sum + metricsOf(Properties.Metrics), 0),
  ],
];

/** An alarm is priced by the metrics that it reads; expressions over them cost nothing. */
const metricsOf = (metrics: object[] | undefined) =>
  metrics === undefined ? 1 : metrics.filter((metric) => "MetricStat" in metric).length;

const PRICED = /^AWS::(WAFv2::WebACL|KMS::Key|SecretsManager::Secret|CloudWatch::(Dashboard|Alarm))$/;
/** These cost nothing, or only what is called, stored or sent. */
const FREE_WHEN_IDLE = [
  /^AWS::CloudFront::(Distribution|Function|OriginAccessControl|ResponseHeadersPolicy)$/,
  /^AWS::S3::(Bucket|BucketPolicy)$/,
  /^AWS::AppSync::(ApiKey|GraphQLApi|GraphQLSchema|DataSource|FunctionConfiguration|Resolver)$/,
  /^AWS::Cognito::UserPool(Client|Group)?$/,
  /^AWS::DynamoDB::Table$/,
  /^AWS::Events::(EventBus|Archive|Rule)$/,
  /^AWS::IAM::(Role|Policy|ManagedPolicy)$/,
  /^AWS::KMS::Alias$/,
  /^AWS::Lambda::(Function|EventInvokeConfig|EventSourceMapping|Permission)$/,
  /^AWS::Logs::(LogGroup|MetricFilter|ResourcePolicy)$/,
  /^AWS::SES::(ConfigurationSet|ConfigurationSetEventDestination|EmailIdentity)$/,
  /^AWS::SNS::(Topic|TopicPolicy|Subscription)$/,
  /^AWS::SQS::(Queue|QueuePolicy)$/,
  /^AWS::WAFv2::(WebACLAssociation|LoggingConfiguration)$/,
];

test("what an idle stage costs is summed from the templates of prod, and the README names the sum", async () => {
  const template = wholeOf(await templateOf("prod"));
  const lines = MONTHLY.map(([part, price, count]) => ({ part, price, count: count(template) }));
  const total = lines.reduce((sum, { price, count }) => sum + price * count, 0);
  const table = [
    ...lines.map(
      ({ part, price, count }) => `| ${part} | ${count} | ${price.toFixed(2)} | ${(price * count).toFixed(2)} |`,
    ),
    `| **an idle stage** | | | **${total.toFixed(2)}** |`,
  ].join("\n");
  // `npx vitest run test/costs.test.ts -u` writes the table again.
  const page = textOf("costs.md").replace(/(?<=\| part \| how many .*\n.*\n)(\|.*\n)*\|.*(?=\n)/, table);
  await expect(page).toMatchFileSnapshot("../docs/costs.md");
  expect(page).toContain(table);
  expect(textOf("../README.md")).toContain(`An idle stage costs about ${Math.round(total)} dollars a month.`);
});

test.each(["prod", "dev"] as const)("the price of every type of resource in %s is known", async (stage) => {
  const template = wholeOf(await templateOf(stage));
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  const scaling = /^AWS::ApplicationAutoScaling::/; // its alarms, which DynamoDB makes by itself, are on the page
  expect([...types].filter((type) => ![PRICED, scaling, ...FREE_WHEN_IDLE].some((known) => known.test(type)))).toEqual(
    [],
  );
});
