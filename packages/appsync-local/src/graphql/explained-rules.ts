import {
  type ASTNode,
  ExecutableDefinitionsRule,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  FragmentsOnCompositeTypesRule,
  type GraphQLError,
  type InlineFragmentNode,
  Kind,
  KnownArgumentNamesRule,
  KnownDirectivesRule,
  KnownOperationTypesRule,
  KnownTypeNamesRule,
  LoneAnonymousOperationRule,
  MaxIntrospectionDepthRule,
  type NameNode,
  NoFragmentCyclesRule,
  NoUndefinedVariablesRule,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  type OperationDefinitionNode,
  OverlappingFieldsCanBeMergedRule,
  PossibleFragmentSpreadsRule,
  SingleFieldSubscriptionsRule,
  typeFromAST,
  UniqueArgumentNamesRule,
  UniqueDirectivesPerLocationRule,
  UniqueFragmentNamesRule,
  UniqueInputFieldNamesRule,
  UniqueOperationNamesRule,
  UniqueVariableNamesRule,
  type ValidationContext,
  type ValidationRule,
  type VariableDefinitionNode,
  type VariableNode,
  VariablesAreInputTypesRule,
  VariablesInAllowedPositionRule,
} from "graphql";
import { conflictOf } from "./conflicts.ts";
import { type Finding, finding, type Rule } from "./finding.ts";

/**
 * graphql-js's rules find what is wrong; each is paired with graphql-java's words for it, made from the nodes that the
 * error names.
 */
type Explain = (nodes: readonly ASTNode[], context: ValidationContext) => Finding;

function explained(rule: ValidationRule, explain: Explain): Rule {
  return (context, report) => {
    const reportError = (error: GraphQLError) => report(explain(error.nodes ?? [], context));
    return rule(Object.create(context, { reportError: { value: reportError } }));
  };
}

/** For rules whose error names one node. */
function simply<N extends ASTNode>(
  rule: ValidationRule,
  type: string | null,
  text: (node: N, context: ValidationContext) => string,
): Rule {
  return explained(rule, ([node], context) => finding(type, text(node as N, context), node as N));
}

/** For rules whose error names the nodes of one name, of which the last is one too many. */
function unique(rule: ValidationRule, type: string, noun: string): Rule {
  return explained(rule, (nodes) => {
    const name = nodes.at(-1) as NameNode;
    return finding(type, `There can be only one ${noun} named '${name.value}'`, name);
  });
}

type Named = ASTNode & { name: NameNode };
const nameOf = ({ name }: Named) => name.value;

export const executableDefinitions = simply<ASTNode>(ExecutableDefinitionsRule, "NonExecutableDefinition", (node) =>
  "name" in node && node.name
    ? `Type '${nameOf(node as Named)}' definition is not executable`
    : "Provided definition is not executable",
);

export const fragmentConditions = explained(FragmentsOnCompositeTypesRule, ([node], context) => {
  const rest = "type condition is invalid, must be on Object/Interface/Union";
  const isNamed = fragmentsOf(context).some(({ typeCondition }) => typeCondition === node);
  return isNamed
    ? finding("FragmentTypeConditionInvalid", `Fragment ${rest}`, node as ASTNode)
    : finding("InlineFragmentTypeConditionInvalid", `Inline fragment ${rest}`, node as ASTNode);
});

export const knownArguments = explained(KnownArgumentNamesRule, ([node], context) => {
  const name = nameOf(node as Named);
  return context.getDirective()
    ? finding("UnknownDirective", `Unknown directive argument ${name}`, node as ASTNode)
    : finding("UnknownArgument", `Unknown field argument ${name}`, node as ASTNode);
});

export const knownDirectives = explained(KnownDirectivesRule, ([node], context) => {
  const name = nameOf(node as Named);
  return context.getSchema().getDirective(name)
    ? finding("MisplacedDirective", `Directive ${name} not allowed here`, node as ASTNode)
    : finding("UnknownDirective", `Unknown directive ${name}`, node as ASTNode);
});

export const knownTypes = simply<Named>(KnownTypeNamesRule, "UnknownType", (node) => `Unknown type ${nameOf(node)}`);

export const fragmentCycles = explained(NoFragmentCyclesRule, (spreads, context) => {
  const closing = spreads.at(-1) as FragmentSpreadNode;
  return finding("FragmentCycle", "Fragment cycles not allowed", context.getFragment(nameOf(closing)) ?? closing);
});

export const undefinedVariables = simply<VariableNode>(
  NoUndefinedVariablesRule,
  "UndefinedVariable",
  (node) => `Undefined variable ${nameOf(node)}`,
);

export const unusedFragments = explained(NoUnusedFragmentsRule, ([node]) => ({
  ...finding("UnusedFragment", `Unused fragment ${nameOf(node as Named)}`, node as ASTNode),
  at: "nowhere",
}));

export const unusedVariables = simply<VariableDefinitionNode>(
  NoUnusedVariablesRule,
  "UnusedVariable",
  (node) => `Unused variable ${nameOf(node.variable)}`,
);

export const fieldConflicts = explained(OverlappingFieldsCanBeMergedRule, (nodes, context) => {
  const conflict = conflictOf(context.getSchema(), context.getDocument(), nodes as FieldNode[]);
  return { type: "FieldsConflict", text: conflict.text, nodes: conflict.fields, at: "parent" };
});

export const possibleSpreads = simply<FragmentSpreadNode | InlineFragmentNode>(
  PossibleFragmentSpreadsRule,
  "InvalidFragmentType",
  (node, context) => {
    const [named, condition] =
      node.kind === Kind.FRAGMENT_SPREAD
        ? [` ${nameOf(node)}`, context.getFragment(nameOf(node))?.typeCondition]
        : ["", node.typeCondition];
    const types = `objects of type ${context.getParentType()} can never be of type ${condition?.name.value}`;
    return `Fragment${named} cannot be spread here as ${types}`;
  },
);

export const inputTypesOnly = explained(VariablesAreInputTypesRule, ([node], context) => {
  const definition = operationsOf(context)
    .flatMap(({ variableDefinitions = [] }) => variableDefinitions)
    .find(({ type }) => type === node);
  return finding("NonInputTypeOnVariable", "Wrong type for a variable", definition ?? (node as ASTNode));
});

export const variablePositions = explained(VariablesInAllowedPositionRule, ([definition, use], context) => {
  const { type } = definition as VariableDefinitionNode;
  const expected = operationsOf(context)
    .flatMap((operation) => context.getRecursiveVariableUsages(operation))
    .find(({ node }) => node === use)?.type;
  const text = `Variable type '${typeFromAST(context.getSchema(), type)}' doesn't match expected type '${expected}'`;
  return finding("VariableTypeMismatch", text, use as ASTNode);
});

export const loneAnonymousOperation = simply(
  LoneAnonymousOperationRule,
  "LoneAnonymousOperationViolation",
  () => "Anonymous operation with other operations.",
);

export const uniqueOperations = unique(UniqueOperationNamesRule, "DuplicateOperationName", "operation");
export const uniqueFragments = unique(UniqueFragmentNamesRule, "DuplicateFragmentName", "fragment");
export const uniqueArguments = unique(UniqueArgumentNamesRule, "DuplicateArgumentNames", "argument");
export const uniqueVariables = unique(UniqueVariableNamesRule, "DuplicateVariableName", "variable");
export const uniqueInputFields = unique(UniqueInputFieldNamesRule, "UniqueObjectFieldName", "field");

export const uniqueDirectives = explained(UniqueDirectivesPerLocationRule, (nodes) => {
  const node = nodes.at(-1) as Named;
  const rest = `The directive '${nameOf(node)}' is not unique`;
  const text = `Non repeatable directives must be uniquely named within a location. ${rest}`;
  return finding("DuplicateDirectiveName", text, node);
});

export const oneSubscriptionField = simply(
  SingleFieldSubscriptionsRule,
  "SubscriptionMultipleRootFields",
  () => "Subscription operation must have exactly one root field",
);

export const supportedOperations = simply<OperationDefinitionNode>(
  KnownOperationTypesRule,
  null,
  ({ operation }) => `Schema is not configured for ${operation === "query" ? "queries" : `${operation}s`}.`,
);

export const introspectionDepth = simply(
  MaxIntrospectionDepthRule,
  "MaxIntrospectionDepth",
  () => "Introspection is nested too deep",
);

function fragmentsOf(context: ValidationContext): FragmentDefinitionNode[] {
  return context.getDocument().definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
}

function operationsOf(context: ValidationContext): OperationDefinitionNode[] {
  return context.getDocument().definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
}
