import { expect, test } from "vitest";
import { linesOf, rolesOf, type Statement, statementsOf } from "./policies.ts";
import { nameOf, templateOf } from "./synth.ts";
import { ofType, type Template } from "./template.ts";

/** `docs/iam.md` is generated from the template: `npx vitest run test/infra/constructs/iam-matrix.test.ts -u` writes it again. */

const rows = (cells: string[][]) => cells.map((row) => `| ${row.join(" | ")} |`);
const quoted = (line: string) => `\`${line.replaceAll("|", "\\|")}\``;
const listOf = (statements: Statement[]) =>
  linesOf(statements).map(quoted).join("<br>") || "nothing by its own policies";

function matrixOf(template: Template): string {
  const roles = [...rolesOf(template)].map(([name, { trust, rights }]) => [
    name,
    linesOf(trust)
      .map((line) => quoted(line.replace("sts:AssumeRole for ", "")))
      .join("<br>"),
    listOf(rights),
  ]);
  const keys = ofType(template, "AWS::KMS::Key").flatMap(([id, { Properties }]) =>
    statementsOf(Properties.KeyPolicy, template).map((statement) => [
      nameOf(id),
      statement.effect,
      statement.principals.map((principal) => quoted(principal)).join("<br>"),
      statement.actions.map((action) => quoted(action)).join(" "),
      Object.entries(statement.conditions)
        .flatMap(([operator, of]) =>
          Object.entries(of).map(([key, values]) => `${key} ${operator} ${values.join(", ")}`),
        )
        .map(quoted)
        .join("<br>"),
    ]),
  );
  return [
    "# Rights on AWS",
    "",
    "`test/infra/constructs/iam-matrix.test.ts` generates this page from the template of `prod`, and fails when the two differ.",
    "Resources have their names in the template; `Name.Arn` is the ARN of one. The account is 000000000000 here.",
    "",
    "## Roles",
    "",
    "`ApiKmsRole` has no rights of its own: the policies of the check key and of the keys of proofs let it use them.",
    "",
    ...rows([["role", "assumed by", "rights"], ["---", "---", "---"], ...roles]),
    "",
    "## Keys",
    "",
    "Each key's own policy. A Deny wins over every Allow, including those of the account's administrators.",
    "",
    ...rows([["key", "effect", "principal", "actions", "condition"], ["---", "---", "---", "---", "---"], ...keys]),
    "",
  ].join("\n");
}

test("S25, F06: docs/iam.md lists the roles and key policies of the template", async () => {
  const { template } = await templateOf("prod");
  await expect(matrixOf(template)).toMatchFileSnapshot("../../../docs/iam.md");
});
