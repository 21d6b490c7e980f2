import type { DataSourceAnswer, Json } from "../contracts.ts";

/**
 * Checks what a function answered to a batch: "the response list must match in size and order" (AppSync's guide, resolver-reference-lambda-js).
 * AWS does not document what it answers otherwise. [?]
 *
 * @param size how many calls were in the batch
 */
export function batchAnswer(
  payload: Json,
  size: number,
  invocationType: "RequestResponse" | "Event",
): DataSourceAnswer {
  if (invocationType === "Event") return { result: Array<Json>(size).fill(null) };
  if (!Array.isArray(payload)) return mismatch(`a list of ${size} results`, "no list");
  if (payload.length !== size) return mismatch(`${size} results`, `${payload.length}`);
  return { result: payload };
}

const mismatch = (expected: string, got: string): DataSourceAnswer => ({
  result: null,
  error: {
    type: "Lambda:IllegalArgument",
    message: `The function has to answer a batch with ${expected}, in order, and answered ${got}.`,
  },
});
