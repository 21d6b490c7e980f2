import type { GraphQLSchema, OperationTypeNode } from "graphql";
import type { GraphqlRequest } from "./body.ts";
import type { Caller, ErrorEntry, Json } from "./contracts.ts";
import type { Limits } from "./description.ts";
import { Refusal } from "./errors.ts";
import { type Operation, type Prepared, preparer, selectOperation } from "./graphql/document.ts";
import { executeOperation } from "./graphql/execution.ts";
import type { BadRequest, Invalid } from "./graphql/refusals.ts";
import { type Coerced, coerceVariables } from "./graphql/variables.ts";
import type { HttpRequest } from "./http-server.ts";
import { createScope, type RequestScope, type Trace } from "./request.ts";
import { errorEntries } from "./result.ts";

/** An operation that keeps every rule, with its variables. */
export interface Executable {
  kind: "executable";
  prepared: Prepared;
  operation: Operation;
  coerced: Coerced;
  variables: { [key: string]: Json };
}

/** What came of an operation. */
export interface Ran {
  data: { [key: string]: Json } | null;
  /** What fields raised. */
  errors: ErrorEntry[];
  scope: RequestScope;
  milliseconds: number;
}

export interface Operations {
  /**
   * Checks a request up to the point where it could run.
   *
   * @returns the operation, or the errors of one that breaks a rule
   * @throws Refusal 400 for a document that does not parse, and for an operation that it does not have
   */
  check(request: GraphqlRequest): Executable | Invalid;
  /** Runs a query, a mutation, or the resolver of a subscription. Rejects for nothing that a client could cause. */
  run(operation: Executable, request: HttpRequest, caller: Caller, requestId: string): Promise<Ran>;
}

export interface OperationOptions {
  limits: Limits;
  introspection: boolean;
  onLog: (line: string) => void;
  onTrace: ((trace: Trace) => void) | undefined;
}

/** @param schema a schema whose fields are linked to their resolvers */
export function createOperations(schema: GraphQLSchema, options: OperationOptions): Operations {
  const { limits, onLog, onTrace } = options;
  const prepare = preparer(schema, options);
  return {
    check({ query, variables, operationName }) {
      const prepared = prepare(query);
      if (prepared.kind === "badRequest") throw refusalOf(prepared);
      if (prepared.kind === "invalid") return prepared;
      const operation = selectOperation(prepared, operationName);
      if (operation.kind === "badRequest") throw refusalOf(operation);
      const coerced = coerceVariables(operation.variables, variables);
      if (coerced.kind === "badRequest") throw refusalOf(coerced);
      return coerced.kind === "invalid" ? coerced : { kind: "executable", prepared, operation, coerced, variables };
    },
    async run({ prepared, operation, coerced, variables }, request, caller, requestId) {
      const started = performance.now();
      const deadline = new AbortController();
      const timer = setTimeout(() => deadline.abort(), limits.requestMilliseconds);
      const scope = createScope(requestId, request, caller, variables, deadline.signal, {
        resolverCount: limits.resolverCount,
        depth: operation.depth > limits.queryDepth ? limits.queryDepth : null,
        milliseconds: limits.requestMilliseconds,
      });
      try {
        const result = await executeOperation(schema, prepared, operation, coerced, scope);
        const errors = errorEntries(schema, result.errors ?? [], scope.logs);
        return { data: (result.data as Ran["data"]) ?? null, errors, scope, milliseconds: performance.now() - started };
      } finally {
        clearTimeout(timer);
        for (const line of scope.logs) onLog(line);
        onTrace?.(traceOf(scope, operation.name ?? null, performance.now() - started));
      }
    },
  };
}

export const isOfType = ({ operation }: Executable, type: OperationTypeNode) => operation.definition.operation === type;

const refusalOf = ({ errorType, message }: BadRequest) => new Refusal(400, errorType, message);

function traceOf(scope: RequestScope, operationName: string | null, milliseconds: number): Trace {
  return { requestId: scope.id, operationName, milliseconds, calls: scope.calls, logs: scope.logs };
}
