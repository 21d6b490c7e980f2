import type { AnyNode, Program } from "acorn";
import { plainName } from "../ast.ts";
import { DOCUMENTED_MODULES, type Members } from "../documented.ts";
import { exportsOf, HANDLERS } from "../handlers.ts";
import { memberNamed } from "../library.ts";
import { type Checks, listed, refuseMember, type Walk } from "./rule.ts";

/** Reports imports that do not exist. */
export function importsRule(walk: Walk): Checks {
  const { report } = walk;

  function checkName(node: AnyNode, module: string, exported: Members, name: string): void {
    const member = memberNamed(exported, name);
    refuseMember(walk, node, "import", name, member);
    if (member !== "missing") return;
    const message = `\`${module}\` has no \`${name}\`: it has ${listed(Object.keys(exported))}`;
    report(node, { rule: "import", name, message });
  }

  return {
    ImportDeclaration(node) {
      const module = String(node.source.value);
      const exported = Object.hasOwn(DOCUMENTED_MODULES, module) ? DOCUMENTED_MODULES[module] : undefined;
      if (!exported) {
        const message = `\`${module}\` cannot be imported in APPSYNC_JS: bundle it, or import from ${listed(Object.keys(DOCUMENTED_MODULES))}`;
        return report(node, { rule: "import", name: module, message });
      }
      for (const specifier of node.specifiers) {
        if (specifier.type === "ImportSpecifier")
          checkName(specifier, module, exported, plainName(specifier.imported) ?? "");
        if (specifier.type === "ImportDefaultSpecifier") checkName(specifier, module, exported, "default");
      }
    },
  };
}

/** Reports a handler that the module does not export. */
export function checkExports(program: Program, { report }: Walk): void {
  const exported = exportsOf(program).map(([name]) => name);
  for (const name of HANDLERS) {
    if (exported.includes(name)) continue;
    const message = `a step exports \`request\` and \`response\`: write \`export function ${name}(ctx) {}\``;
    report(program, { rule: "export", name, message });
  }
}

const NAMESPACE =
  "a module taken as an object (`import * as x`, then `x[key]`) cannot be expressed in APPSYNC_JS: import names";
const TARGET = "code was lowered to an older language: bundle with `target: esnext`";
const FOREIGN = "a module is not written as an ES module: import one that is";

/** Functions that esbuild puts in front of a bundle, and what made it do so. */
const HELPERS = new Map<string, string>([
  ...["__defProp", "__export", "__copyProps", "__getOwnPropNames", "__hasOwnProp", "__getOwnPropDesc"].map(
    (name) => [name, NAMESPACE] as const,
  ),
  ...["__toESM", "__toCommonJS", "__commonJS", "__require", "__esm", "__getProtoOf", "__create"].map(
    (name) => [name, FOREIGN] as const,
  ),
  ...["__spreadValues", "__spreadProps", "__objRest", "__async", "__pow", "__template", "__name"].map(
    (name) => [name, TARGET] as const,
  ),
]);

/** Reports a helper of the bundler's. @returns whether `node` declares one, so that its inside need not be checked */
export function checkHelper(node: AnyNode, { report }: Walk): boolean {
  if (node.type !== "VariableDeclarator" || node.id.type !== "Identifier") return false;
  const { name } = node.id;
  const reason = HELPERS.get(name);
  if (reason) report(node, { rule: "helper", name, message: `esbuild added \`${name}\`: ${reason}` });
  return reason !== undefined;
}
