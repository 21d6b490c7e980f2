import { setTimeout as wait } from "node:timers/promises";
import { createFaultSwitch, type FaultSwitch, type FaultTiming } from "appsync-local/faults";
import { WireError } from "./error.ts";

/** Something that goes wrong with calls of a stand-in. */
export interface WireFault extends FaultTiming {
  /** Which calls. Left out: all. */
  operation?: string;
  /** The error that they answer, before anything is done. Default, when there is a status: InternalFailure. */
  errorType?: string;
  /** The error's message. */
  message?: string;
  /** The error's status. Default 400. */
  status?: number;
  /** How long a call waits first. A fault that is nothing else delays the call, which then succeeds. */
  delayMilliseconds?: number;
  /** The connection is cut: true before anything is done, "afterwards" when all is done and only the answer is lost. */
  drop?: boolean | "afterwards";
}

/** The fault switch of one stand-in. Faults that match the same call all happen to it, in the order they were injected. */
export interface WireFaults extends Pick<FaultSwitch<WireFault>, "inject" | "active"> {
  /**
   * @returns a function that removes this fault
   * @throws Error when the fault would do nothing
   */
  inject(fault: WireFault): () => void;
  /**
   * Lets the faults in force happen to a call, which is counted.
   *
   * @returns what becomes of the call: cut before it is done, done but its answer lost, or answered
   * @throws WireError for a fault that is an error
   */
  befall(operation: string): Promise<"dropped" | "lost" | "answered">;
}

export function createWireFaults(): WireFaults {
  const faults = createFaultSwitch<WireFault>();
  return {
    active: faults.active,
    inject(fault) {
      if (!isError(fault) && !fault.drop && !fault.delayMilliseconds) {
        throw new Error("a fault needs an errorType, a status, a delayMilliseconds or a drop");
      }
      return faults.inject(fault);
    },
    async befall(operation) {
      let lost = false;
      for (const fault of faults.take((each) => (each.operation ?? operation) === operation)) {
        if (fault.delayMilliseconds) await wait(fault.delayMilliseconds, undefined, { ref: false });
        if (fault.drop === true) return "dropped";
        if (isError(fault)) throw errorOf(fault);
        lost ||= fault.drop === "afterwards";
      }
      return lost ? "lost" : "answered";
    },
  };
}

const isError = ({ errorType, status }: WireFault) => errorType !== undefined || status !== undefined;

const errorOf = ({ errorType = "InternalFailure", message = "Injected fault.", status }: WireFault) =>
  new WireError(errorType, message, status);
