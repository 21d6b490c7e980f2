import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { parentPort, workerData } from "node:worker_threads";

/**
 * The inside of one function instance: runs in a worker, loads the function's bundle once, and answers one event after
 * the other as Lambda's runtime for Node 24 does.
 */

export interface InstanceData {
  codePath: string;
  handlerName: string;
  functionName: string;
  memoryMegabytes: number;
}

/** What comes in: the event as JSON text. */
export interface Delivery {
  event: string;
  requestId: string;
  /** Milliseconds since the epoch. */
  deadline: number;
}

/** What goes out: whether the bundle could be loaded, and what came of an event: JSON text, or an error. */
export type Report = { ready: true } | { unusable: FunctionError } | { payload: string } | FunctionError;

export interface FunctionError {
  errorType: string;
  errorMessage: string;
}

type Handler = (event: unknown, context: object) => unknown;

const port = parentPort as NonNullable<typeof parentPort>;
const report = (message: Report) => port.postMessage(message);
const { codePath, handlerName, functionName, memoryMegabytes } = workerData as InstanceData;

try {
  const handler = await load();
  port.on("message", async (delivery: Delivery) => report(await handle(handler, delivery)));
  report({ ready: true });
} catch (error) {
  report({ unusable: describe(error) });
}

/** ESM and CommonJS bundles alike: what Node finds under the handler's name, or `module.exports` has there. */
async function load(): Promise<Handler> {
  const module = await import(pathToFileURL(codePath).href);
  const handler = module[handlerName] ?? module.default?.[handlerName];
  if (typeof handler !== "function") {
    throw named("Runtime.HandlerNotFound", `${codePath}: ${handlerName} is undefined or not exported`);
  }
  if (handler.length > 2) {
    throw named("Runtime.CallbackHandlerDeprecated", "handlers with a callback are not supported: make it async");
  }
  return handler;
}

async function handle(
  handler: Handler,
  { event, requestId, deadline }: Delivery,
): Promise<{ payload: string } | FunctionError> {
  try {
    const answer = await handler(JSON.parse(event), contextOf(requestId, deadline));
    return { payload: stringify(answer) };
  } catch (error) {
    return describe(error);
  }
}

function stringify(answer: unknown): string {
  try {
    return JSON.stringify(answer) ?? "null";
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

function contextOf(awsRequestId: string, deadline: number): object {
  return {
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION ?? "us-east-1"}:000000000000:function:${functionName}`,
    memoryLimitInMB: String(memoryMegabytes),
    awsRequestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** What Lambda says of something thrown: an error's name and message; of anything else its type and text. */
function describe(thrown: unknown): FunctionError {
  if (thrown instanceof Error) return { errorType: thrown.name, errorMessage: thrown.message };
  return { errorType: typeof thrown, errorMessage: typeof thrown === "string" ? thrown : inspect(thrown) };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
