import { DOCUMENTED_MODULES, type Member, MODULE_OF_GLOBALS } from "./documented.ts";

/** The type of `ctx`. Bundles have lost the casts by which a step declares who calls. */
const CONTEXT = `interface Context extends Omit<import("${MODULE_OF_GLOBALS}").Context, "identity"> { identity: any }\n`;

/**
 * The modules of helpers, by name only: the types of their payloads depend on type arguments, which a bundle has lost.
 * The TypeScript of a step is checked against the real types.
 */
const HELPERS = Object.entries(DOCUMENTED_MODULES)
  .filter(([module]) => module !== MODULE_OF_GLOBALS)
  .map(([module, exported]) => {
    const constants = Object.entries(exported).map(([name, member]) => `const ${name}: ${typeOf(member)};`);
    return `declare module "${module}" { ${constants.join(" ")} }\n`;
  })
  .join("");

function typeOf(member: Member): string {
  if (typeof member === "string") return "(...args: any[]) => any";
  const members = Object.entries(member).map(([name, inner]) => `${name}: ${typeOf(inner)};`);
  return `{ ${members.join(" ")} }`;
}

/** What may be used without an import. */
const GLOBALS = Object.keys(DOCUMENTED_MODULES[MODULE_OF_GLOBALS] ?? {})
  .map((name) => `declare const ${name}: typeof import("${MODULE_OF_GLOBALS}").${name};\n`)
  .join("");

/** Declarations, beside the library's and those of `@aws-appsync/utils`, that bundles are checked against. */
export const WORLD = CONTEXT + GLOBALS + HELPERS;
