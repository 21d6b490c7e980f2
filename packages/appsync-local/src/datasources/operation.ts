import type { JsonObject } from "./refusal.ts";

/** What a request asks of its data source: DynamoDB's and Lambda's operation, HTTP's method; `None` where there is neither. */
export function operationOf(request: JsonObject): string {
  return String(request.operation ?? request.method ?? "None");
}
