import { expect, test } from "vitest";
import { DOCUMENTED_MODULES, EVERYWHERE, type Member } from "../../src/language/documented.ts";
import { value } from "./prelude-realm.ts";

/** The paths of all members of a module that are functions, with whether they are there in the local runtime too. */
function functions(member: Member, path: string): [path: string, there: boolean][] {
  if (typeof member === "string") return [[path, member === EVERYWHERE]];
  return Object.entries(member).flatMap(([name, inner]) => functions(inner, `${path}.${name}`));
}

const { util, runtime, extensions } = DOCUMENTED_MODULES["@aws-appsync/utils"] as { [name: string]: Member };
const documented = [
  ...functions(util as Member, "util"),
  ...functions(runtime as Member, "runtime"),
  ...functions(extensions as Member, "extensions"),
  ...functions(DOCUMENTED_MODULES["@aws-appsync/utils/dynamodb"] as Member, "ddb"),
];

test.each(documented)("the allow-list says of %s whether it is there: %j", (path, there) => {
  expect(value(`typeof ${path.replaceAll(".", "?.")}`)).toBe(there ? "function" : "undefined");
});
