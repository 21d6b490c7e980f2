import {
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  KnownArgumentNamesRule,
  KnownDirectivesRule,
  KnownTypeNamesRule,
  LoneSchemaDefinitionRule,
  PossibleTypeExtensionsRule,
  ProvidedRequiredArgumentsRule,
  parse,
  type ScalarTypeDefinitionNode,
  Source,
  specifiedScalarTypes,
  type TypeInfo,
  UniqueArgumentDefinitionNamesRule,
  UniqueArgumentNamesRule,
  UniqueDirectiveNamesRule,
  UniqueDirectivesPerLocationRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueInputFieldNamesRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  ValidationContext,
  validateSchema,
  visit,
  visitInParallel,
} from "graphql";
import { AWS_SCALARS } from "./scalars.ts";

/** AppSync's directives, as its own introspection shows them; the last three belong to merged APIs and change nothing here. */
const AWS_DIRECTIVES = `
  directive @aws_api_key on OBJECT | FIELD_DEFINITION
  directive @aws_iam on OBJECT | FIELD_DEFINITION
  directive @aws_oidc on OBJECT | FIELD_DEFINITION
  directive @aws_lambda on OBJECT | FIELD_DEFINITION
  directive @aws_cognito_user_pools(cognito_groups: [String]) on OBJECT | FIELD_DEFINITION
  directive @aws_auth(cognito_groups: [String]) on FIELD_DEFINITION
  directive @aws_subscribe(mutations: [String]) on FIELD_DEFINITION
  directive @aws_publish(subscriptions: [String]) on FIELD_DEFINITION
  directive @canonical on OBJECT | FIELD_DEFINITION
  directive @hidden on OBJECT | FIELD_DEFINITION
  directive @renamed(to: String) on OBJECT | FIELD_DEFINITION
`;

const PRELUDE = parse(
  AWS_DIRECTIVES +
    Object.keys(AWS_SCALARS)
      .map((name) => `scalar ${name}\n`)
      .join(""),
).definitions;
const PRELUDE_KEYS = new Set(PRELUDE.map(keyOf));

const SCHEMA_RULES = [
  LoneSchemaDefinitionRule,
  UniqueOperationTypesRule,
  UniqueTypeNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueDirectiveNamesRule,
  KnownTypeNamesRule,
  KnownDirectivesRule,
  UniqueDirectivesPerLocationRule,
  PossibleTypeExtensionsRule,
  KnownArgumentNamesRule,
  UniqueArgumentNamesRule,
  UniqueInputFieldNamesRule,
  ProvidedRequiredArgumentsRule,
  noCustomScalars,
];

/**
 * Makes the schema of an API. AppSync's scalars and directives are known without being declared; declarations of them,
 * which editors need, are ignored.
 * @param sdl the API's schema definition language
 * @throws Error that names the line and column of everything wrong, e.g. `schema:3:5 Unknown type "Strin".`
 */
export function buildSchema(sdl: string): GraphQLSchema {
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [...PRELUDE, ...ownDefinitions(sdl)] };
  refuse(definitionErrors(document));
  const schema = buildASTSchema(document, { assumeValidSDL: true });
  refuse(validateSchema(schema));
  for (const [name, behaviour] of Object.entries(AWS_SCALARS)) Object.assign(schema.getType(name) ?? {}, behaviour);
  return schema;
}

function parseSdl(sdl: string): DocumentNode {
  try {
    return parse(new Source(sdl, "schema"));
  } catch (error) {
    if (error instanceof GraphQLError) refuse([error]);
    throw error;
  }
}

function keyOf(definition: DefinitionNode): string {
  return `${definition.kind} ${"name" in definition ? definition.name?.value : ""}`;
}

/**
 * The directives in a schema that AppSync does not have, or not in their place.
 *
 * @returns where they stand in the text, last one first; none when the text is no schema at all
 */
export function strayDirectives(sdl: string): { start: number; end: number; line: number; message: string }[] {
  try {
    const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [...PRELUDE, ...ownDefinitions(sdl)] };
    return definitionErrors(document, [KnownDirectivesRule])
      .flatMap(({ message, nodes }) => {
        const loc = nodes?.[0]?.loc;
        return loc ? [{ start: loc.start, end: loc.end, line: loc.startToken.line, message }] : [];
      })
      .sort((one, other) => other.start - one.start);
  } catch {
    return [];
  }
}

const ownDefinitions = (sdl: string) =>
  parseSdl(sdl).definitions.filter((definition) => !PRELUDE_KEYS.has(keyOf(definition)));

function definitionErrors(document: DocumentNode, rules = SCHEMA_RULES): GraphQLError[] {
  const errors: GraphQLError[] = [];
  // These rules work on definitions alone, so the context has neither a schema nor type information yet; graphql-js
  // exports no other class of context.
  const context = new ValidationContext(
    undefined as unknown as GraphQLSchema,
    document,
    undefined as unknown as TypeInfo,
    (error) => errors.push(error),
  );
  visit(document, visitInParallel(rules.map((rule) => rule(context as never))));
  return errors;
}

const STANDARD_SCALARS = new Set(specifiedScalarTypes.map(({ name }) => name));

function noCustomScalars(context: ValidationContext) {
  return {
    ScalarTypeDefinition(node: ScalarTypeDefinitionNode) {
      const name = node.name.value;
      if (STANDARD_SCALARS.has(name) || name in AWS_SCALARS) return;
      context.reportError(
        new GraphQLError(
          `AppSync has no custom scalars, so "${name}" cannot be one. There are: ${Object.keys(AWS_SCALARS).join(", ")}.`,
          { nodes: node },
        ),
      );
    },
  };
}

function refuse(errors: readonly GraphQLError[]): void {
  if (errors.length === 0) return;
  const lines = errors.map(({ message, locations }) => {
    const location = locations?.[0];
    return location ? `schema:${location.line}:${location.column} ${message}` : `schema: ${message}`;
  });
  throw new Error(lines.join("\n"));
}
