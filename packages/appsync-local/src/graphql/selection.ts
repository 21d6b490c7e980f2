import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { Json } from "../contracts.ts";

/** `ctx.info.selectionSetList` and `ctx.info.selectionSetGraphQL`; empty for fields without a selection set. */
export interface Selection {
  selectionSetList: readonly string[];
  selectionSetGraphQL: string;
}

type Info = Pick<GraphQLResolveInfo, "fieldNodes" | "fragments" | "variableValues" | "fieldName">;
/** What decides which fields a selection set has. */
type Conditions = Pick<GraphQLResolveInfo, "fragments" | "variableValues">;

/** Fragments that spread fragments can expand to any number of fields, and deep ones have long paths. */
const MAX_LIST = { fields: 10_000, characters: 524_288 };
/** Longer selections are made again each time, so that the cache stays in proportion to the kept documents. */
const MAX_KEPT_CHARACTERS = 4_096;

/** Selections that are the same in each request: of fields that stand once and have no `@skip` or `@include` below. */
const known = new WeakMap<FieldNode, Selection>();

/**
 * @param info what graphql-js gives a field's resolver
 * @returns the field's selection as AppSync shows it: the list has response names, nested ones as `a/b`, fragments
 * flattened, `@skip` and `@include` honoured; the text is the selection set as written
 * @throws Error when the list would have more than 10,000 paths, or half a megabyte of them
 */
export function selectionOf(info: Info): Selection {
  const [node, ...others] = info.fieldNodes;
  if (!node) return { selectionSetList: [], selectionSetGraphQL: "" };
  const hit = known.get(node);
  if (hit && others.length === 0) return hit;
  const walk: Walk = { info, paths: new Set(), characters: 0, conditional: false };
  collect(walk, setsOf(info.fieldNodes), "");
  const selection = { selectionSetList: [...walk.paths], selectionSetGraphQL: textOf(info.fieldNodes) };
  const size = walk.characters + selection.selectionSetGraphQL.length;
  if (others.length === 0 && !walk.conditional && size <= MAX_KEPT_CHARACTERS) known.set(node, selection);
  return selection;
}

interface Walk {
  info: Info;
  paths: Set<string>;
  /** The length of all paths together. */
  characters: number;
  /** Whether a `@skip` or `@include` was met, so that the variables decide what is selected. */
  conditional: boolean;
}

function collect(walk: Walk, sets: SelectionSetNode[], prefix: string): void {
  for (const [name, nodes] of fieldsOf(walk, sets)) {
    walk.paths.add(prefix + name);
    walk.characters += prefix.length + name.length;
    if (walk.paths.size > MAX_LIST.fields || walk.characters > MAX_LIST.characters) {
      throw new Error(`Too much is selected of "${walk.info.fieldName}": at most ${MAX_LIST.fields} fields.`);
    }
    collect(walk, setsOf(nodes), `${prefix}${name}/`);
  }
}

/** The selected fields by response name, fragments flattened whatever their type. */
function fieldsOf(
  walk: { info: Conditions; conditional: boolean },
  sets: SelectionSetNode[],
): Map<string, FieldNode[]> {
  const { info } = walk;
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  const visit = (selection: SelectionNode): void => {
    if (selection.directives?.length) {
      walk.conditional = true;
      if (!isIncluded(info, selection)) return;
    }
    if (selection.kind === Kind.FIELD) {
      const name = (selection.alias ?? selection.name).value;
      const nodes = fields.get(name);
      if (nodes) nodes.push(selection);
      else fields.set(name, [selection]);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      selection.selectionSet.selections.forEach(visit);
    } else if (!spread.has(selection.name.value)) {
      spread.add(selection.name.value);
      info.fragments[selection.name.value]?.selectionSet.selections.forEach(visit);
    }
  };
  for (const set of sets) set.selections.forEach(visit);
  return fields;
}

function isIncluded(info: Conditions, selection: SelectionNode): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, selection, info.variableValues)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, info.variableValues)?.if !== false;
}

function setsOf(nodes: readonly FieldNode[]): SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
}

function textOf(nodes: readonly FieldNode[]): string {
  const sets = setsOf(nodes);
  if (sets.length === 0) return "";
  return print({ kind: Kind.SELECTION_SET, selections: sets.flatMap(({ selections }) => selections) });
}

/**
 * Cuts the `data` of an error down to what the field's selection set names, as AppSync does before a client sees it.
 * Fields with an alias in the query have the alias here too [?]. A field without a selection set keeps its data whole;
 * where fields are selected of something that is not an object, there is null.
 * @param data what a handler raised the error with
 * @param info what graphql-js gives the field's resolver
 */
export function filterBySelection(data: Json, info: Info): Json {
  return filter(data, setsOf(info.fieldNodes), info);
}

function filter(data: Json, sets: SelectionSetNode[], info: Info): Json {
  if (sets.length === 0) return data;
  if (Array.isArray(data)) return data.map((item) => filter(item, sets, info));
  if (typeof data !== "object" || data === null) return null;
  // Clients choose the names, `__proto__` among them.
  const result: { [key: string]: Json } = Object.create(null);
  for (const [name, nodes] of fieldsOf({ info, conditional: false }, sets)) {
    const field = nodes[0]?.name.value ?? name;
    const value = Object.hasOwn(data, field) ? data[field] : undefined;
    if (value !== undefined) result[name] = filter(value, setsOf(nodes), info);
  }
  return result;
}

/**
 * Takes the aliases off what a client was answered, because subscribers have their own.
 *
 * @param data the answer of an operation, or of a field of it
 * @param sets the selection sets that it answers
 * @returns the same data by the names of the fields; what was not selected is not there
 */
export function withoutAliases(data: Json, sets: readonly SelectionSetNode[], conditions: Conditions): Json {
  if (Array.isArray(data)) return data.map((item) => withoutAliases(item, sets, conditions));
  if (sets.length === 0 || typeof data !== "object" || data === null) return data;
  const named: { [key: string]: Json } = {};
  for (const [alias, nodes] of selectedFields(sets, conditions)) {
    const name = nodes[0]?.name.value ?? alias;
    if (Object.hasOwn(data, alias)) named[name] = withoutAliases(data[alias] as Json, setsOf(nodes), conditions);
  }
  return named;
}

/** The fields that selection sets select, by response name. */
export function selectedFields(sets: readonly SelectionSetNode[], conditions: Conditions): Map<string, FieldNode[]> {
  return fieldsOf({ info: conditions, conditional: false }, [...sets]);
}
