import { expect, test } from "vitest";
import { linesOf, rolesOf, type Statement, statementsOf } from "./policies.ts";
import { nameOf, templateOf } from "./synth.ts";
import { ofType, type Template } from "./template.ts";

/** `docs/iam.md` is made out of the template: `npx vitest run test/infra/iam-matrix.test.ts -u` writes it anew. */

const rows = (cells: string[][]) => cells.map((row) => `| ${row.join(" | ")} |`);
const quoted = (line: string) => `\`${line.replaceAll("|", "\\|")}\``;
const listOf = (statements: Statement[]) => linesOf(statements).map(quoted).join("<br>") || "nothing by itself";

function matrixOf(template: Template): string {
  const roles = [...rolesOf(template)].map(([name, { trust, rights }]) => [
    name,
    trust.flatMap(({ principals }) => principals).join(", "),
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
    "# Who may do what on AWS",
    "",
    "Made out of the synthesised template of `prod` by `test/infra/iam-matrix.test.ts`, which fails when this page is not what the template says.",
    "A resource is named as in the template; `Name.Arn` is its ARN. The account here is 000000000000.",
    "",
    "## Roles",
    "",
    "`ApiKmsRole` has no rights of its own: the check key's policy lets it in.",
    "",
    ...rows([["role", "taken by", "may"], ["---", "---", "---"], ...roles]),
    "",
    "## Keys",
    "",
    "What a key's own policy says. A Deny wins over every Allow, also over those of the account's administrators.",
    "",
    ...rows([["key", "effect", "who", "what", "when"], ["---", "---", "---", "---", "---"], ...keys]),
    "",
  ].join("\n");
}

test("S25, F06: docs/iam.md says what the template says", async () => {
  const { template } = await templateOf("prod");
  await expect(matrixOf(template)).toMatchFileSnapshot("../../../docs/iam.md");
});
