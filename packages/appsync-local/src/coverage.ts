import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { resolve } from "node:path";
import { type AnyNode, parse } from "acorn";
import { type CoveragePoint, coveragePoints } from "./sandbox/coverage-points.ts";

/** What ran of a step's sources, in the form of Istanbul, which Vitest's provider `istanbul`, Jest and nyc report. */

interface Location {
  line: number;
  column: number;
}
interface Range {
  start: Location;
  end: Location;
}
interface FileCoverage {
  path: string;
  statementMap: Record<string, Range>;
  fnMap: Record<string, { name: string; decl: Range; loc: Range; line: number }>;
  branchMap: Record<string, { type: string; loc: Range; locations: Range[]; line: number }>;
  s: Record<string, number>;
  f: Record<string, number>;
  b: Record<string, number[]>;
}
type Store = Record<string, FileCoverage>;

interface Runner {
  __VITEST_COVERAGE__?: Store;
  __coverage__?: Store;
  __vitest_worker__?: { config?: { coverage?: { enabled?: boolean; provider?: string } } };
}

/** Where the test runner collects coverage; undefined where nobody asked for it. */
export function coverageStore(runner: Runner = globalThis as Runner): Store | undefined {
  const { enabled, provider } = runner.__vitest_worker__?.config?.coverage ?? {};
  if (enabled && provider === "istanbul") runner.__VITEST_COVERAGE__ ??= {};
  return runner.__VITEST_COVERAGE__ ?? runner.__coverage__;
}

const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json[^,]*;base64,(\S+)\s*$/;

/**
 * Enters a bundle's points into the store, at the lines of the sources that its source map names.
 *
 * @param root the folder that sources in the map are relative to
 * @returns a function that adds what an outcome says of a run
 */
export function coverBundle(store: Store, code: string, root: string): (covered: { [point: string]: number }) => void {
  const encoded = INLINE_MAP.exec(code)?.[1];
  if (encoded === undefined) return () => {};
  const map = new SourceMap(JSON.parse(Buffer.from(encoded, "base64").toString()));
  const program = parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true });
  const points = coveragePoints(program);
  const lines = new Map<string, string[]>();

  function original(line: number, column: number): (Location & { file: string }) | undefined {
    const entry = map.findEntry(line - 1, column);
    if (!("originalSource" in entry) || !entry.originalSource) return undefined;
    return { file: resolve(root, entry.originalSource), line: entry.originalLine + 1, column: entry.originalColumn };
  }

  function rangeOf({ loc }: AnyNode): (Range & { file: string }) | undefined {
    const start = loc && original(loc.start.line, loc.start.column);
    const last = loc && original(loc.end.line, Math.max(0, loc.end.column - 1));
    if (!start || !last) return undefined;
    const end = last.file === start.file && last.line >= start.line ? last.line : start.line;
    return { file: start.file, start, end: { line: end, column: lineOf(start.file, end).length } };
  }

  function lineOf(file: string, line: number): string {
    const known = lines.get(file) ?? textLines(file);
    lines.set(file, known);
    return known[line - 1] ?? "";
  }

  const fileOf = (path: string): FileCoverage => {
    store[path] ??= { path, statementMap: {}, fnMap: {}, branchMap: {}, s: {}, f: {}, b: {} };
    return store[path];
  };

  const decisions = new Map<AnyNode, (way: number, count: number) => void>();
  const statements = new Map<AnyNode, number>();
  const adders = points.map((point, index) => {
    if (point.kind === "statement") statements.set(point.node, index);
    return adderOf(point);
  });

  function adderOf({ kind, node, of }: CoveragePoint): (count: number) => void {
    if (of) {
      const add = decisions.get(of.decision) ?? decide(of.decision);
      decisions.set(of.decision, add);
      return (count) => add(of.way, count);
    }
    const range = rangeOf(node);
    if (!range) return () => {};
    const { file, ...loc } = range;
    const { statementMap, s, fnMap, f } = fileOf(file);
    const key = keyOf(loc);
    if (kind === "statement") {
      statementMap[key] ??= loc;
      s[key] ??= 0;
      return addTo(s, key);
    }
    fnMap[key] ??= { name: nameOf(node), decl: loc, loc, line: loc.start.line };
    f[key] ??= 0;
    return addTo(f, key);
  }

  function decide(decision: AnyNode): (way: number, count: number) => void {
    const range = rangeOf(decision);
    if (!range) return () => {};
    const { file, ...loc } = range;
    const { branchMap, b } = fileOf(file);
    const key = keyOf(loc);
    const ways = waysOf(decision).map((node) => rangeOf(node) ?? range);
    branchMap[key] ??= {
      type: TYPES[decision.type] ?? "branch",
      loc,
      locations: ways.map(({ start, end }) => ({ start, end })),
      line: loc.start.line,
    };
    b[key] ??= ways.map(() => 0);
    return (way, count) => {
      const counts = b[key] as number[];
      counts[way] = (counts[way] ?? 0) + count;
    };
  }

  return (covered) => {
    for (const [index, count] of Object.entries(covered)) adders[Number(index)]?.(count);
    // An `if` without `else` has nothing to count where it goes on.
    for (const [decision, add] of decisions) {
      if (decision.type !== "IfStatement" || decision.alternate) continue;
      const all = covered[statements.get(decision) ?? -1] ?? 0;
      const taken = points.findIndex(({ of }) => of?.decision === decision);
      add(1, all - (covered[taken] ?? 0));
    }
  };
}

const addTo = (counts: Record<string, number>, key: string) => (count: number) => {
  counts[key] = (counts[key] ?? 0) + count;
};

const TYPES: Record<string, string> = {
  IfStatement: "if",
  ConditionalExpression: "cond-expr",
  SwitchStatement: "switch",
};

function waysOf(node: AnyNode): AnyNode[] {
  if (node.type === "SwitchStatement") return node.cases;
  if (node.type === "ConditionalExpression") return [node.consequent, node.alternate];
  return node.type === "IfStatement" ? [node.consequent, node.alternate ?? node] : [];
}

const keyOf = ({ start, end }: Range) => `${start.line}:${start.column}-${end.line}`;
const nameOf = (node: AnyNode) => ("id" in node && node.id?.type === "Identifier" ? node.id.name : "(anonymous)");

function textLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}
