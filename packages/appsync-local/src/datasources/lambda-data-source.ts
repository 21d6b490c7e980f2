import type { DataSourceClient } from "../contracts.ts";
import type { LambdaDataSource } from "../description.ts";
import { createLambda } from "./lambda.ts";
import { checkFields, RequestRefusal, requiredString } from "./refusal.ts";

const FIELDS = { version: false, operation: true, payload: false, invocationType: false };

/**
 * Makes a data source of a Lambda function: `payload` is the function's event, its answer the result. Every failure of
 * the function is a `Lambda:Unhandled` error with the function's own message. Its `Date` tells the API's time.
 */
export function createLambdaDataSource(
  source: LambdaDataSource,
  options: { name: string; clock: () => number; onLog?: ((line: string) => void) | undefined },
): DataSourceClient {
  const lambda = createLambda(source.function, {
    name: options.name,
    clock: options.clock,
    ...(options.onLog && { onLog: options.onLog }),
  });
  return {
    async invoke(request, { signal }) {
      checkFields(request, FIELDS);
      const operation = requiredString(request.operation, "$[operation]");
      if (operation === "BatchInvoke")
        throw new RequestRefusal("'BatchInvoke': the local runtime does not support it.");
      if (operation !== "Invoke")
        throw new RequestRefusal(`Unsupported operation '${operation}'. Supported is Invoke.`);
      const invocationType = request.invocationType ?? "RequestResponse";
      if (invocationType !== "RequestResponse" && invocationType !== "Event") {
        throw new RequestRefusal(`Unsupported invocation type '${invocationType}' for '$[invocationType]'.`);
      }
      const answer = await lambda.invoke(request.payload ?? null, { signal, invocationType });
      if ("payload" in answer) return { result: answer.payload };
      return { result: null, error: { type: "Lambda:Unhandled", message: answer.errorMessage } };
    },
    close: () => lambda.close(),
  };
}
