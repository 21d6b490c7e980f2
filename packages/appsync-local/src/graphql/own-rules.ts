import {
  type DirectiveNode,
  type FieldNode,
  type GraphQLArgument,
  getNamedType,
  isInputType,
  isLeafType,
  isRequiredArgument,
  isWrappingType,
  typeFromAST,
} from "graphql";
import { finding, type Rule } from "./finding.ts";
import { javaLiteral } from "./java.ts";
import { isLiteralOf, literalProblem } from "./literals.ts";

/** Rules written out here, because graphql-js's errors lack what graphql-java's messages name. */

/** @param introspection off: the introspection types have no fields, as AppSync shows it */
export function fieldsExist(introspection: boolean): Rule {
  return (context, report) => ({
    Field(node) {
      const parent = context.getParentType();
      if (!parent) return undefined;
      const hidden = !introspection && parent.name.startsWith("__");
      if (!hidden && context.getFieldDef()) return undefined;
      const text = `Field '${node.name.value}' in type '${parent.name}' is undefined`;
      report(finding("FieldUndefined", text, node));
      return false;
    },
  });
}

export const subSelections: Rule = (context, report) => ({
  Field(node) {
    const type = context.getType();
    if (!type) return;
    const isLeaf = isLeafType(getNamedType(type));
    if (isLeaf === !node.selectionSet) return;
    // graphql-java asks the type itself for its name, and lists and non-null types have no name.
    const of = `type ${isWrappingType(type) ? "null" : type.name} of field ${node.name.value}`;
    if (isLeaf) report(finding("SubSelectionNotAllowed", `Sub selection not allowed on leaf ${of}`, node));
    else report(finding("SubSelectionRequired", `Sub selection required for ${of}`, node));
  },
});

export const argumentValues: Rule = (context, report) => ({
  Argument(node) {
    const type = context.getArgument()?.type;
    const text = type && literalProblem(node, type);
    if (text) report(finding("WrongType", text, node));
  },
  VariableDefinition(node) {
    const type = typeFromAST(context.getSchema(), node.type);
    if (!node.defaultValue || !isInputType(type) || isLiteralOf(node.defaultValue, type)) return;
    const text = `Bad default value ${javaLiteral(node.defaultValue)} for type ${type}`;
    report(finding("BadValueForDefaultArg", text, node));
  },
});

export const requiredArguments: Rule = (context, report) => {
  const check = (node: FieldNode | DirectiveNode, known: readonly GraphQLArgument[], noun: "Field" | "Directive") => {
    for (const { name } of known.filter(isRequiredArgument)) {
      if (node.arguments?.some((argument) => argument.name.value === name)) continue;
      const text = `Missing ${noun.toLowerCase()} argument ${name}`;
      report(finding(`Missing${noun}Argument`, text, node));
    }
  };
  return {
    Field: (node) => check(node, context.getFieldDef()?.args ?? [], "Field"),
    Directive: (node) => check(node, context.getSchema().getDirective(node.name.value)?.args ?? [], "Directive"),
  };
};

export const fragmentsExist: Rule = (context, report) => ({
  FragmentSpread(node) {
    const name = node.name.value;
    if (context.getFragment(name)) return;
    report(finding("UndefinedFragment", `Undefined fragment ${name}`, node));
  },
});
