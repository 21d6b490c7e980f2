import { setTimeout as wait } from "node:timers/promises";
import type { CallContext, DataSourceAnswer, DataSourceClient } from "../contracts.ts";
import type { DataSource } from "../description.ts";
import type { FaultSwitch, FaultTiming } from "../fault-switch.ts";
import { FAULT_ANSWERS, garble } from "./fault-answers.ts";
import { operationOf } from "./operation.ts";
import type { JsonObject } from "./refusal.ts";

/** Something that goes wrong with the calls of a data source. */
export interface Fault extends FaultTiming {
  /** Which calls: by the data source's name and by operation (HTTP: the method). Left out: all. */
  dataSource?: string;
  operation?: string;
  /**
   * `error`, `throttling`, `conflict`: refused before anything is done. `lostAnswer`: done, but the answer is an error.
   * `twice`: done twice, the second answer counts. `garbled`: done, the answer malformed. `delay`: done after a while. `noResult`: as
   * ever, but a call that fails has no result, as AppSync was reported to answer a failed condition (aws-appsync-community #343).
   */
  kind: "error" | "throttling" | "conflict" | "lostAnswer" | "twice" | "garbled" | "delay" | "noResult";
  /** How long a `delay` takes. */
  milliseconds?: number;
  /** Replaces the type of the data source's own error, for `error`, `throttling`, `conflict` and `lostAnswer`. */
  errorType?: string;
  /** Replaces the message of the data source's own error, likewise. */
  message?: string;
}

/** The fault switch of one API. Faults that match the same call all happen to it, the first injected outermost. */
export type Faults = FaultSwitch<Fault>;

/** Wraps a client so that injected faults happen to its calls. Without any, a call costs one comparison more. */
export function withFaults(
  client: DataSourceClient,
  { faults, name, type }: { faults: Faults; name: string; type: DataSource["type"] },
): DataSourceClient {
  return {
    invoke(request, call) {
      if (faults.active.length === 0) return client.invoke(request, call);
      const work = () => client.invoke(request, call);
      const operation = operationOf(request);
      return faults
        .take((fault) => (fault.dataSource ?? name) === name && (fault.operation ?? operation) === operation)
        .reduceRight((inner, fault) => () => happen(fault, type, request, call, inner), work)();
    },
    close: () => client.close(),
  };
}

async function happen(
  fault: Fault,
  type: DataSource["type"],
  request: JsonObject,
  { signal }: CallContext,
  work: () => Promise<DataSourceAnswer>,
): Promise<DataSourceAnswer> {
  switch (fault.kind) {
    case "delay":
      // The end of the request cuts the delay short, and the work then finds the request ended.
      await wait(fault.milliseconds ?? 0, undefined, { signal }).catch(() => {});
      return work();
    case "twice":
      await work();
      return work();
    case "noResult": {
      const answer = await work();
      return answer.error ? { ...answer, result: null } : answer;
    }
    case "garbled":
      return garble(type, await work());
    case "lostAnswer":
      await work();
      return worded(fault, FAULT_ANSWERS[type].lostAnswer(request));
    default:
      return worded(fault, FAULT_ANSWERS[type][fault.kind](request));
  }
}

/** Gives an answer the fault's own type and message, if it has them. */
function worded({ errorType, message }: Fault, answer: DataSourceAnswer): DataSourceAnswer {
  if (errorType === undefined && message === undefined) return answer;
  const { type, message: words } = answer.error ?? { type: "InternalFailure", message: "Internal failure." };
  return { ...answer, error: { type: errorType ?? type, message: message ?? words } };
}
