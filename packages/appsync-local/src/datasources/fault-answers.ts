import type { DataSourceAnswer } from "../contracts.ts";
import type { DataSource } from "../description.ts";
import { HTTP_FAILURE } from "./http.ts";
import type { JsonObject } from "./refusal.ts";

type Answer = (request: JsonObject) => DataSourceAnswer;
type Answers = { [kind in "error" | "throttling" | "conflict" | "lostAnswer"]: Answer };

const failure =
  (type: string, message: string): Answer =>
  () => ({ result: null, error: { type, message } });

const status =
  (statusCode: number): Answer =>
  () => ({ result: { statusCode, headers: {}, body: "" } });

const nothingDone = failure("InternalFailure", "Internal failure.");
const lost = "Unable to execute HTTP request: Read timed out";

const LAMBDA: Answers = {
  error: failure("Lambda:ServiceException", "The service encountered an internal error."),
  throttling: failure("Lambda:TooManyRequestsException", "Rate Exceeded."),
  conflict: failure("Lambda:ResourceConflictException", "The operation cannot be performed at this time."),
  lostAnswer: failure("Lambda:SdkClientException", lost),
};

/** The answer of each kind of data source when a call fails, in the service's own words as far as they are known. */
export const FAULT_ANSWERS: Record<DataSource["type"], Answers> = {
  AMAZON_DYNAMODB: {
    error: failure("DynamoDB:InternalServerError", "Internal server error"),
    throttling: failure(
      "DynamoDB:ProvisionedThroughputExceededException",
      "The level of configured provisioned throughput for the table was exceeded. " +
        "Consider increasing your provisioning level with the UpdateTable API.",
    ),
    conflict: transactionConflict,
    lostAnswer: failure("DynamoDB:SdkClientException", lost),
  },
  AWS_LAMBDA: LAMBDA,
  AWS_LAMBDA_ENDPOINT: LAMBDA,
  AMAZON_EVENTBRIDGE: {
    error: failure("EventBridge:InternalException", "This exception occurs due to unexpected causes."),
    throttling: failure("EventBridge:ThrottlingException", "Rate exceeded"),
    conflict: failure("EventBridge:ConcurrentModificationException", "There is concurrent modification on a resource."),
    lostAnswer: failure("EventBridge:SdkClientException", lost),
  },
  // How a service words its throttling is unknown, so these two are statuses.
  HTTP: {
    error: failure(HTTP_FAILURE, "connection refused"),
    throttling: status(429),
    conflict: status(409),
    lostAnswer: failure(HTTP_FAILURE, "the connection was closed before the answer came"),
  },
  NONE: { error: nothingDone, throttling: nothingDone, conflict: nothingDone, lostAnswer: nothingDone },
  STUB: { error: nothingDone, throttling: nothingDone, conflict: nothingDone, lostAnswer: nothingDone },
};

/** Another transaction holds the item: a transaction is cancelled for it, with the reason at its first item. */
function transactionConflict(request: JsonObject): DataSourceAnswer {
  const message = "Transaction is ongoing for the item";
  const done = { TransactWriteItems: "keys", TransactGetItems: "items" }[String(request.operation)];
  if (done === undefined || !Array.isArray(request.transactItems)) {
    return { result: null, error: { type: "DynamoDB:TransactionConflictException", message } };
  }
  const reasons = request.transactItems.map((_, index) =>
    index === 0 ? { type: "TransactionConflict", message } : { type: "None", message: "None" },
  );
  return {
    result: { [done]: null, cancellationReasons: reasons },
    error: {
      type: "DynamoDB:TransactionCanceledException",
      message:
        "Transaction cancelled, please refer cancellation reasons for specific reasons " +
        `[${reasons.map(({ type }) => type).join(", ")}]`,
    },
  };
}

/** An answer that is not what the handler expects: half a body with rubbish behind it, or a result of another type. */
export function garble(type: DataSource["type"], answer: DataSourceAnswer): DataSourceAnswer {
  const { result } = answer;
  if (type !== "HTTP")
    return { ...answer, result: typeof result === "object" && result ? "\ufffd{garbled" : { garbled: [] } };
  const whole = result as { body: string } | null;
  if (!whole) return answer;
  return { ...answer, result: { ...whole, body: `${whole.body.slice(0, whole.body.length / 2)}\ufffd{garbled` } };
}
