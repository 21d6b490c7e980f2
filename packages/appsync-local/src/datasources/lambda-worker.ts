import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { inspect } from "node:util";
import { Worker } from "node:worker_threads";
import type { LambdaFunction } from "../description.ts";
import type { Delivery, FunctionError, InstanceData, Report } from "./lambda-messages.ts";

/** One running copy of a function, seen from outside. */
export interface Instance {
  /** False once it has ended, by itself or because it was stopped. */
  readonly alive: boolean;
  /**
   * Hands it one event, as JSON text; the one before has to be over. Never rejects.
   *
   * @param now the time that the function's `Date` tells meanwhile. Default: the system's
   */
  run(event: string, requestId: string, now?: number): Promise<{ payload: string } | FunctionError>;
  stop(): Promise<void>;
}

const INSTANCE = new URL("./lambda-instance.js", import.meta.url);
const INIT_MILLISECONDS = 10_000;
const DEFAULT_SECONDS = 3;
const DEFAULT_MEGABYTES = 128;
const YOUNG_MEGABYTES = 16;

/**
 * Starts an instance in a worker thread: with an environment, heap and outputs of its own. What the function does to end
 * its process ends the worker.
 *
 * @param onLog gets each line that the function writes to its outputs
 */
export function startInstance(fn: LambdaFunction, functionName: string, onLog: (line: string) => void): Instance {
  const {
    codePath,
    taskRoot = null,
    handlerName = "handler",
    memoryMegabytes = DEFAULT_MEGABYTES,
    timeoutSeconds = DEFAULT_SECONDS,
  } = fn;
  const data: InstanceData = { codePath, taskRoot, handlerName, functionName, memoryMegabytes };
  const worker = new Worker(INSTANCE, {
    workerData: data,
    env: { ...fn.environment, ...environmentOf(data) },
    argv: [],
    execArgv: [],
    // The young generation by itself would grow to three times what an event needs, and not be given back.
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    stdout: true,
    stderr: true,
  });
  let alive = true;
  let requestId = "";
  let settle: (ended: { payload: string } | FunctionError) => void = () => {};
  const end = (ended: FunctionError) => {
    alive = false;
    settle(ended);
    void worker.terminate();
  };
  const ready = new Promise<void>((resolve) => {
    worker.on("message", (report: Report | null) => {
      // A bundle may hold code for workers that posts to its parent; such messages need not be objects.
      if (typeof report !== "object" || report === null) return;
      if ("ready" in report) return resolve();
      if ("unusable" in report) return end(report.unusable);
      if (isAnswer(report)) settle(report);
    });
  });
  worker.on("error", (thrown: unknown) => end(crash(thrown, requestId)));
  worker.on("exit", (code) => end(exit(`exit status ${code}`, requestId)));
  for (const output of [worker.stdout, worker.stderr]) createInterface({ input: output }).on("line", onLog);

  return {
    get alive() {
      return alive;
    },
    run(event, id, now) {
      requestId = id;
      return new Promise((resolve) => {
        const limit = (seconds: number) =>
          setTimeout(() => end(timedOut(seconds, requestId)), Math.round(seconds * 1000));
        let timer = limit(INIT_MILLISECONDS / 1000);
        let over = false;
        settle = (ended) => {
          over = true;
          clearTimeout(timer);
          resolve(ended);
        };
        void ready.then(() => {
          if (over) return;
          clearTimeout(timer);
          timer = limit(timeoutSeconds);
          const deadline = Date.now() + timeoutSeconds * 1000;
          const delivery: Delivery = { event, requestId, deadline, ...(now === undefined ? {} : { now }) };
          worker.postMessage(delivery);
        });
      });
    },
    async stop() {
      alive = false;
      await worker.terminate();
    },
  };
}

/** The variables that Lambda sets itself, as far as they mean something here. They win over the function's own. */
function environmentOf({
  codePath,
  taskRoot,
  handlerName,
  functionName,
  memoryMegabytes,
}: InstanceData): Record<string, string> {
  return {
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    LAMBDA_TASK_ROOT: taskRoot ?? dirname(codePath),
    _HANDLER: `index.${handlerName}`,
  };
}

const isAnswer = (report: Partial<Record<"payload" | keyof FunctionError, unknown>>): boolean =>
  "payload" in report ? typeof report.payload === "string" : typeof report.errorType === "string";

/** Describes an uncaught error, or the lack of memory. */
function crash(thrown: unknown, requestId: string): FunctionError {
  if (!(thrown instanceof Error))
    return { errorType: typeof thrown, errorMessage: typeof thrown === "string" ? thrown : inspect(thrown) };
  if ("code" in thrown && thrown.code === "ERR_WORKER_OUT_OF_MEMORY") return exit("signal: killed", requestId);
  return { errorType: thrown.name, errorMessage: thrown.message };
}

function exit(reason: string, requestId: string): FunctionError {
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: ${reason}`;
  return { errorType: "Runtime.ExitError", errorMessage };
}

function timedOut(seconds: number, requestId: string): FunctionError {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  return { errorType: "Sandbox.Timedout", errorMessage };
}
