import { inspect } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { loadModule } from "./lambda-modules.js";

/**
 * The inside of one function instance: runs in a worker, loads the function's bundle once, and answers one event after
 * the other as Lambda's runtime for Node 24 does.
 *
 * This is JavaScript, for each worker would have to load Node's TypeScript parser: starting one took 105 ms of processor
 * time instead of 60.
 *
 * @import { Delivery, FunctionError, InstanceData, Report } from "./lambda-messages.ts"
 */

/** @typedef {(event: unknown, context: object) => unknown} Handler */

const port = /** @type {NonNullable<typeof parentPort>} */ (parentPort);
const report = (/** @type {Report} */ message) => port.postMessage(message);
const { codePath, taskRoot, handlerName, functionName, memoryMegabytes } = /** @type {InstanceData} */ (workerData);
const SystemDate = Date;

try {
  const handler = await load();
  port.on("message", async (/** @type {Delivery} */ delivery) => report(await handle(handler, delivery)));
  report({ ready: true });
} catch (error) {
  report({ unusable: describe(error) });
}

/**
 * Loads ESM and CommonJS bundles alike: the handler is what Node finds under its name, or what `module.exports` has there.
 *
 * @returns {Promise<Handler>}
 */
async function load() {
  const module = await loadModule(codePath, taskRoot);
  const handler = module[handlerName] ?? module.default?.[handlerName];
  if (typeof handler !== "function") {
    throw named("Runtime.HandlerNotFound", `${codePath}: ${handlerName} is undefined or not exported`);
  }
  if (handler.length > 2) {
    throw named("Runtime.CallbackHandlerDeprecated", "handlers with a callback are not supported: make it async");
  }
  return handler;
}

/**
 * @param {Handler} handler
 * @param {Delivery} delivery
 * @returns {Promise<{ payload: string } | FunctionError>}
 */
async function handle(handler, { event, requestId, deadline, now }) {
  try {
    if (now !== undefined) globalThis.Date = standingAt(now);
    const answer = await handler(JSON.parse(event), contextOf(requestId, deadline));
    return { payload: stringify(answer) };
  } catch (error) {
    return describe(error);
  }
}

/** @param {unknown} answer */
function stringify(answer) {
  try {
    return JSON.stringify(answer) ?? "null";
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

/**
 * @param {string} awsRequestId
 * @param {number} deadline milliseconds since the epoch
 */
function contextOf(awsRequestId, deadline) {
  return {
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION ?? "us-east-1"}:000000000000:function:${functionName}`,
    memoryLimitInMB: String(memoryMegabytes),
    awsRequestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - SystemDate.now()),
  };
}

/**
 * A `Date` that always tells one time. Timers and the limit of the function's time go on by the system's clock.
 *
 * @param {number} now milliseconds since the epoch
 */
function standingAt(now) {
  return new Proxy(SystemDate, {
    construct: (date, parts, made) => Reflect.construct(date, parts.length > 0 ? parts : [now], made),
    get: (date, name) => (name === "now" ? () => now : Reflect.get(date, name)),
  });
}

/**
 * Describes what was thrown as Lambda does: an error by its name and message, anything else by its type and text.
 *
 * @param {unknown} thrown
 * @returns {FunctionError}
 */
function describe(thrown) {
  if (thrown instanceof Error) return { errorType: thrown.name, errorMessage: thrown.message };
  return { errorType: typeof thrown, errorMessage: typeof thrown === "string" ? thrown : inspect(thrown) };
}

/**
 * @param {string} name
 * @param {string} message
 */
function named(name, message) {
  return Object.assign(new Error(message), { name });
}
