import type { DataSourceClient } from "../contracts.ts";
import { checkFields } from "./refusal.ts";

const FIELDS = { version: false, payload: false };

/** Makes the data source that does nothing: its answer is the request's `payload`. */
export function createNone(): DataSourceClient {
  return {
    async invoke(request) {
      checkFields(request, FIELDS);
      return { result: request.payload ?? null };
    },
    async close() {},
  };
}
