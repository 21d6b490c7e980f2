import { type ASTNode, type DocumentNode, type GraphQLSchema, getLocation, Kind, validate, visit } from "graphql";
import type { ErrorEntry } from "../contracts.ts";
import * as explained from "./explained-rules.ts";
import type { Finding, Rule } from "./finding.ts";
import * as own from "./own-rules.ts";

/** In the order of graphql-java's rules, which is the order of the errors at one location. */
function rulesOf(introspection: boolean): readonly Rule[] {
  return [
    explained.executableDefinitions,
    own.argumentValues,
    own.fieldsExist(introspection),
    explained.fragmentConditions,
    explained.knownArguments,
    explained.knownDirectives,
    own.fragmentsExist,
    explained.knownTypes,
    explained.fragmentCycles,
    explained.undefinedVariables,
    explained.unusedFragments,
    explained.unusedVariables,
    explained.fieldConflicts,
    explained.possibleSpreads,
    own.requiredArguments,
    own.subSelections,
    explained.inputTypesOnly,
    explained.variablePositions,
    explained.loneAnonymousOperation,
    explained.uniqueOperations,
    explained.uniqueFragments,
    explained.uniqueArguments,
    explained.uniqueVariables,
    explained.uniqueInputFields,
    explained.uniqueDirectives,
    explained.oneSubscriptionField,
    explained.supportedOperations,
    explained.introspectionDepth,
  ];
}

const MAX_ERRORS = 100;

/**
 * @param introspection off: the introspection types have no fields
 * @returns a function that returns everything that is wrong with a document (at most 100 entries), worded as AppSync does
 */
export function validator(schema: GraphQLSchema, introspection: boolean): (document: DocumentNode) => ErrorEntry[] {
  const rules = rulesOf(introspection);
  return (document) => {
    const findings: Finding[] = [];
    const report = (finding: Finding) => {
      if (findings.length < MAX_ERRORS) findings.push(finding);
    };
    // Other errors do not come from rules: graphql-js gives up on a document that is too much work.
    const refusals = validate(
      schema,
      document,
      rules.map((rule) => (context) => rule(context, report)),
    );
    if (findings.length === 0) return refusals.map(({ message }) => ({ path: null, locations: null, message }));
    const pathOf = fieldPaths(document);
    return findings.map((finding) => entryOf(finding, pathOf));
  };
}

function entryOf({ type, text, nodes, at }: Finding, pathOf: (node: ASTNode) => string[]): ErrorEntry {
  const path = at === "nowhere" || !nodes[0] ? [] : pathOf(nodes[0]).slice(0, at === "parent" ? -1 : undefined);
  const location = path.length > 0 ? ` @ '${path.join("/")}'` : "";
  return {
    path: null,
    locations: nodes.flatMap(locationsOf),
    message: type ? `Validation error of type ${type}: ${text}${location}` : text,
  };
}

/** Where a node stands in its document, as `locations` of an entry show it. */
export function locationsOf(node: ASTNode): NonNullable<ErrorEntry["locations"]> {
  if (!node.loc) return [];
  return [{ ...getLocation(node.loc.source, node.loc.start), sourceName: null }];
}

interface Step {
  name: string;
  enclosing: Step | undefined;
}

/** The names of the fields (and the fragment) that enclose each node, itself included; aliases do not count. */
function fieldPaths(document: DocumentNode): (node: ASTNode) => string[] {
  const steps = new Map<ASTNode, Step | undefined>();
  let current: Step | undefined;
  visit(document, {
    enter(node) {
      const isStep = node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_DEFINITION;
      if (isStep) current = { name: node.name.value, enclosing: current };
      steps.set(node, current);
    },
    leave(node) {
      if (node.kind === Kind.FIELD || node.kind === Kind.FRAGMENT_DEFINITION) current = current?.enclosing;
    },
  });
  return (node) => {
    const names: string[] = [];
    for (let step = steps.get(node); step; step = step.enclosing) names.unshift(step.name);
    return names;
  };
}
