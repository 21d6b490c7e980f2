import { SourceMap } from "node:module";

/** One reason for which a gate refuses a bundle. */
export interface Finding {
  rule: Rule;
  /** What is refused: `++`, `Date.now`, `padStart`. */
  name: string;
  /** Location in the bundle; line and column begin with 1. */
  line: number;
  column: number;
  /** `file:line:column` before bundling, if the bundle carries a source map that knows the location. */
  source?: string;
  /** What is wrong, and what would be right. */
  message: string;
  /** True for what AppSync has and this runtime lacks. */
  local?: boolean;
  /** True for what AppSync may take, although it has refused the like. */
  warning?: boolean;
  /** The name of the bundle, where several are checked. */
  bundle?: string;
}

export type Rule =
  /** A construct or operator that the language lacks. */
  | "syntax"
  /** A global name that is not there. */
  | "global"
  /** A member that a documented global, module or `util` lacks, or a use of one that cannot be followed. */
  | "member"
  /** A call of a method that strings and arrays lack. */
  | "method"
  /** A way to the functions behind values. */
  | "prototype"
  | "recursion"
  /** A right side of `??`, `||` or `&&` that ends the evaluation. */
  | "ending"
  /** An assignment to `ctx` or to a part of it. */
  | "context"
  /** A function under another name, or as what a function returns. */
  | "function-value"
  /** An assignment that is used as a value. */
  | "assignment"
  | "function-argument"
  | "sort-argument"
  /** Code that the bundler adds for what APPSYNC_JS cannot express. */
  | "helper"
  | "import"
  | "export"
  | "type"
  | "size";

/** A location in a bundle or in its source; line and column begin with 1. */
export interface SourceLocation {
  line: number;
  column: number;
}

const INLINE_MAP = /^\/\/# sourceMappingURL=data:application\/json[^,]*;base64,(\S+)\s*$/m;

/** Makes a function that finds where a location in a bundle was before bundling. It reads the source map at its first call. */
export function sourceLocator(code: string): (location: SourceLocation) => string | undefined {
  let map: SourceMap | null | undefined;
  return ({ line, column }) => {
    map ??= readMap(code);
    const origin = map?.findEntry(line - 1, column - 1);
    if (!origin || !("originalSource" in origin) || !origin.originalSource) return undefined;
    return `${origin.originalSource}:${origin.originalLine + 1}:${origin.originalColumn + 1}`;
  };
}

function readMap(code: string): SourceMap | null {
  const encoded = INLINE_MAP.exec(code)?.[1];
  return encoded ? new SourceMap(JSON.parse(Buffer.from(encoded, "base64").toString())) : null;
}

/** `file:line:column  name  message`, by the location in the source if that is known. */
export function formatFinding({ source, bundle, line, column, name, message }: Finding): string {
  return `${source ?? `${bundle}:${line}:${column}`}  ${name}  ${message}`;
}
