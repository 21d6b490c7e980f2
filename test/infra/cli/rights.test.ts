import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../constructs/synth.ts";

/** The rights of a deployer, which `docs/deploy.md` lists as a policy, against the calls that the commands make. */

/** Services by the name of their SDK client, with the prefix of their actions in IAM. */
const PREFIXES: Record<string, string> = {
  cloudformation: "cloudformation",
  cloudfront: "cloudfront",
  "cloudwatch-logs": "logs",
  kms: "kms",
  lambda: "lambda",
  "pinpoint-sms-voice-v2": "sms-voice",
  s3: "s3",
  ses: "ses",
  sns: "sns",
  ssm: "ssm",
  sts: "sts",
};
/** An operation whose action has another name. */
const ACTIONS: Record<string, string> = { "s3:ListObjectsV2": "s3:ListBucket" };
const IMPORT = /import (?:type )?\{([^}]+)\} from "@aws-sdk\/client-([^"]+)"/g;

/** Every call needs an import of its command or of its paginator. */
const called = new Set(
  globSync("infra/cli/**/*.ts", { cwd: ROOT }).flatMap((file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    const imports = [...text.matchAll(IMPORT)];
    expect(imports.length, `${file} imports clients in one form`).toBe(text.match(/@aws-sdk\/client-/g)?.length ?? 0);
    return imports.flatMap(([, names = "", client = ""]) =>
      names.split(",").flatMap((name) => {
        const [, operation] = /^\s*(?:paginate(\w+)|(\w+)Command)\s*$/.exec(name)?.filter(Boolean) ?? [];
        const action = `${PREFIXES[client]}:${operation}`;
        return operation ? [ACTIONS[action] ?? action] : [];
      }),
    );
  }),
);

interface Statement {
  Effect: string;
  Action: string[];
  Resource: string | string[];
}
const page = readFileSync(join(ROOT, "docs/deploy.md"), "utf8");
const policy: { Statement: Statement[] } = JSON.parse(
  /cat > deployer\.json <<'END'\n(.+?)\nEND\n/s.exec(page)?.[1] ?? "",
);
const allowed = policy.Statement.flatMap(({ Action }) => Action);

test("F13 the policy of a deployer in docs/deploy.md allows the calls that the commands make, and nothing else", () => {
  expect(called.size).toBeGreaterThan(12);
  // Everybody may ask whose credentials these are. The CDK takes its own roles, and SNS is passed one.
  const more = ["sts:AssumeRole", "iam:PassRole"];
  expect(allowed.toSorted()).toEqual(
    [...called, ...more].filter((each) => each !== "sts:GetCallerIdentity").toSorted(),
  );
  expect(policy.Statement.filter(({ Effect }) => Effect !== "Allow")).toEqual([]);
});

test("F13 the policy of a deployer lets nobody take or pass every role", () => {
  const wide = policy.Statement.filter(({ Resource }) => [Resource].flat().includes("*"));
  expect(
    wide.flatMap(({ Action }) => Action).filter((action) => /^(sts|iam|cloudformation|ssm):/.test(action)),
  ).toEqual([]);
});
