import type { Json } from "../contracts.ts";
import type { LambdaEndpointDataSource } from "../description.ts";
import { connect, exchange } from "./exchange.ts";
import type { Lambda } from "./lambda.ts";
import type { FunctionError } from "./lambda-messages.ts";

/** The one path of AWS's Runtime Interface Emulator, whatever the function is called. */
const PATH = "/2015-03-31/functions/function/invocations";
const MAX_ANSWER_BYTES = 6 * 1024 * 1024 + 100;

/**
 * Calls a function that runs elsewhere by Lambda's `Invoke`, as AWS's Runtime Interface Emulator takes it (Lambda developer guide,
 * images-test): so functions in other languages than JavaScript can be data sources.
 *
 * @param onLog gets why an `Event` failed
 * @throws Error when the endpoint is more than scheme, host and port
 */
export function createLambdaEndpoint(
  { endpoint }: LambdaEndpointDataSource,
  onLog: (line: string) => void = () => {},
): Lambda {
  const { pool } = connect(endpoint);
  async function call(event: unknown, signal: AbortSignal): Promise<{ payload: Json } | FunctionError> {
    try {
      const answer = await exchange(pool, {
        ...{ method: "POST", path: PATH, headers: { "content-type": "application/json" }, maxBytes: MAX_ANSWER_BYTES },
        ...{ body: JSON.stringify(event) ?? "null", signal },
      });
      const payload = JSON.parse(answer.body.toString() || "null") as Json;
      return isError(payload) ? payload : { payload };
    } catch (error) {
      return { errorType: "SdkClientException", errorMessage: `${endpoint}: ${(error as Error).message}` };
    }
  }
  return {
    async invoke(event, { signal = new AbortController().signal, invocationType } = {}) {
      if (invocationType !== "Event") return call(event, signal);
      void call(event, new AbortController().signal).then((answer) => {
        if ("errorType" in answer) onLog(`${answer.errorType}: ${answer.errorMessage}`);
      });
      return { payload: null };
    },
    close: () => pool.destroy(),
  };
}

/** The emulator answers errors with status 200 too; only their shape shows what they are. */
const isError = (answer: Json): answer is Json & FunctionError =>
  typeof answer === "object" && answer !== null && "errorType" in answer && "errorMessage" in answer;
