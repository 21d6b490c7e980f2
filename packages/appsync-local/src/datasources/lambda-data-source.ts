import type { DataSourceClient } from "../contracts.ts";
import type { LambdaDataSource, LambdaEndpointDataSource } from "../description.ts";
import { createLambda, type Lambda } from "./lambda.ts";
import { batchAnswer } from "./lambda-batch.ts";
import { createLambdaEndpoint } from "./lambda-endpoint.ts";
import { checkFields, RequestRefusal, requiredString } from "./refusal.ts";

const FIELDS = { version: false, operation: true, payload: false, invocationType: false };

/**
 * Makes a data source of a Lambda function: `payload` is the function's event, its answer the result. Every failure of
 * the function is a `Lambda:Unhandled` error with the function's own message. The payload of `BatchInvoke` is the list of the payloads of
 * all calls in the batch, and so is the result (AppSync's guide, resolver-reference-lambda-js).
 */
export function createLambdaDataSource(
  source: LambdaDataSource | LambdaEndpointDataSource,
  options: { name: string; onLog?: ((line: string) => void) | undefined },
): DataSourceClient {
  const lambda = open(source, options);
  return {
    async invoke(request, { signal }) {
      checkFields(request, FIELDS);
      const operation = requiredString(request.operation, "$[operation]");
      if (operation !== "Invoke" && operation !== "BatchInvoke")
        throw new RequestRefusal(`Unsupported operation '${operation}'. Supported are Invoke and BatchInvoke.`);
      const invocationType = request.invocationType ?? "RequestResponse";
      if (invocationType !== "RequestResponse" && invocationType !== "Event") {
        throw new RequestRefusal(`Unsupported invocation type '${invocationType}' for '$[invocationType]'.`);
      }
      const payload = request.payload ?? null;
      const answer = await lambda.invoke(payload, { signal, invocationType });
      if (!("payload" in answer)) {
        const error = { type: "Lambda:Unhandled", message: answer.errorMessage };
        return { result: null, error, functionErrorType: answer.errorType };
      }
      if (operation === "Invoke") return { result: answer.payload };
      return batchAnswer(answer.payload, Array.isArray(payload) ? payload.length : 1, invocationType);
    },
    close: () => lambda.close(),
  };
}

function open(
  source: LambdaDataSource | LambdaEndpointDataSource,
  { name, onLog }: { name: string; onLog?: ((line: string) => void) | undefined },
): Lambda {
  if (source.type === "AWS_LAMBDA_ENDPOINT") return createLambdaEndpoint(source, onLog);
  return createLambda(source.function, { name, ...(onLog && { onLog }) });
}
