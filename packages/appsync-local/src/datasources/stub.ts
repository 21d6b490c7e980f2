import type { DataSourceClient } from "../contracts.ts";
import type { StubDataSource } from "../description.ts";
import { createLambda } from "./lambda.ts";

/**
 * Makes a data source of a function that somebody wrote to stand for one: it gets the request object, and what it answers is the result. What it
 * throws is the error, under the name of the thrown error.
 */
export function createStub(
  source: StubDataSource,
  options: { name: string; onLog?: ((line: string) => void) | undefined },
): DataSourceClient {
  const stub = createLambda(source.function, { name: options.name, ...(options.onLog && { onLog: options.onLog }) });
  return {
    async invoke(request, { signal }) {
      const answer = await stub.invoke(request, { signal });
      if ("payload" in answer) return { result: answer.payload };
      return { result: null, error: { type: answer.errorType, message: answer.errorMessage } };
    },
    close: () => stub.close(),
  };
}
