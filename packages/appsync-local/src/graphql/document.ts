import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  type ValidatedExecutionArgs,
} from "graphql";
import type { Limits } from "../description.ts";
import { boundedCache } from "./bounded-cache.ts";
import { depthMeter } from "./depth.ts";
import { type BadRequest, type Invalid, malformed } from "./refusals.ts";
import { validator } from "./validation.ts";
import { type Variable, variablesOf } from "./variables.ts";

/** A document that keeps every rule; `fragments` and `fragmentDefinitions` are what graphql-js's executor takes. */
export interface Prepared {
  kind: "prepared";
  document: DocumentNode;
  operations: readonly Operation[];
  fragments: ValidatedExecutionArgs["fragments"];
  fragmentDefinitions: ValidatedExecutionArgs["fragmentDefinitions"];
}

export interface Operation {
  kind: "operation";
  definition: OperationDefinitionNode;
  name: string | undefined;
  /** Levels of nested fields. Above the limit, the fields that lie too deep must be refused: see `depthOf`. */
  depth: number;
  variables: readonly Variable[];
}

const CACHE_LIMITS = { entries: 1_000, bytes: 16 * 1_048_576 };
/** Measured, rounded up: what a document's syntax tree weighs in memory. */
const BYTES_PER_DOCUMENT = 2_000;
const BYTES_PER_TOKEN = 400;

/**
 * Makes the function that parses and validates documents. It keeps what it prepared, up to 1,000 documents or about
 * 16 MB of memory, and forgets first what was used least recently.
 * @param schema a schema of `buildSchema`
 * @param limits the most lexical tokens that a document may have
 * @param introspection whether `__schema` and `__type` may be asked for fields
 */
export function preparer(
  schema: GraphQLSchema,
  { limits, introspection }: { limits: Pick<Limits, "tokens">; introspection: boolean },
): (source: string) => Prepared | Invalid | BadRequest {
  const cache = boundedCache<Prepared>(CACHE_LIMITS);
  const validate = validator(schema, introspection);

  function prepareAnew(source: string): Prepared | Invalid {
    const document = parse(source, { maxLexicalTokens: limits.tokens, allowEmptySelectionSets: false });
    const errors = validate(document);
    if (errors.length > 0) return { kind: "invalid", errors };
    const prepared = prepare(schema, document);
    const tokens = document.tokenCount ?? source.length;
    cache.set(source, prepared, 2 * source.length + BYTES_PER_DOCUMENT + BYTES_PER_TOKEN * tokens);
    return prepared;
  }

  return (source) => {
    const hit = cache.get(source);
    if (hit) return hit;
    try {
      return prepareAnew(source);
    } catch (error) {
      // The engine throws a RangeError when a document is nested deeper than its stack.
      if (error instanceof GraphQLError || error instanceof RangeError) return malformed(error.message);
      throw error;
    }
  };
}

function prepare(schema: GraphQLSchema, document: DocumentNode): Prepared {
  const fragmentDefinitions: Record<string, FragmentDefinitionNode> = Object.create(null);
  const fragments: Prepared["fragments"] = Object.create(null);
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    fragmentDefinitions[definition.name.value] = definition;
    fragments[definition.name.value] = { definition };
  }
  const depthOf = depthMeter(fragmentDefinitions);
  const operations = document.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((definition) => ({
      kind: "operation" as const,
      definition,
      name: definition.name?.value,
      depth: depthOf(definition),
      variables: variablesOf(schema, definition),
    }));
  return { kind: "prepared", document, operations, fragments, fragmentDefinitions };
}

/**
 * @param operationName the request's `operationName`; may be left out when there is just one operation
 * @returns the operation to run, or the refusal when it does not exist or the name is missing and there are several
 */
export function selectOperation(
  { operations }: Prepared,
  operationName: string | null | undefined,
): Operation | BadRequest {
  const named = operationName !== null && operationName !== undefined;
  const found = named ? operations.find(({ name }) => name === operationName) : operations[0];
  if (!found) return noOperation(`No operation matches the provided operation name ${operationName ?? ""}.`);
  return named || operations.length === 1 ? found : noOperation("Missing operation name.");
}

/** [?] The first message is as clients have reported it; neither status is known for certain. */
function noOperation(message: string): BadRequest {
  const detail = "The request's operationName must be the name of one operation of its document.";
  return { kind: "badRequest", errorType: "BadRequestException", message, detail };
}
