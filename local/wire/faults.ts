import { setTimeout as wait } from "node:timers/promises";
import { WireError } from "./error.ts";

/** Something that goes wrong with calls of a stand-in. */
export interface WireFault {
  /** Which calls. Left out: all. */
  operation?: string;
  /** The error that they answer, before anything is done. Default, when there is a status: InternalFailure. */
  errorType?: string;
  message?: string;
  /** Of the error. Default 400. */
  status?: number;
  /** Waited first; alone, the call is late but well. */
  delayMilliseconds?: number;
  /** The connection is cut: true before anything is done, "afterwards" when all is done and only the answer is lost. */
  drop?: boolean | "afterwards";
  /** How many calls it hits; then it is over. Default: all until it is removed. */
  times?: number;
  /** How many matching calls it lets pass first. Default 0. */
  after?: number;
}

/** The switch of one stand-in. Faults that match the same call all happen to it, in the order they were injected. */
export interface WireFaults {
  /**
   * @returns removes this fault
   * @throws Error when it would do nothing
   */
  inject(fault: WireFault): () => void;
  /** Whether there are any. */
  readonly active: boolean;
  /**
   * Lets the faults in force happen to a call, which is counted.
   *
   * @returns what becomes of it: cut before it is done, done but its answer lost, or answered
   * @throws WireError for a fault that is an error
   */
  befall(operation: string): Promise<"dropped" | "lost" | "answered">;
}

export function createWireFaults(): WireFaults {
  let injected: { fault: WireFault; matched: number }[] = [];

  function take(operation: string): WireFault[] {
    const matching = injected.filter(({ fault }) => (fault.operation ?? operation) === operation);
    const hits = matching.filter((each) => each.matched++ >= (each.fault.after ?? 0));
    injected = injected.filter(({ fault, matched }) => matched < (fault.after ?? 0) + (fault.times ?? Infinity));
    return hits.map(({ fault }) => fault);
  }

  return {
    get active() {
      return injected.length > 0;
    },
    inject(fault) {
      if (!isError(fault) && !fault.drop && !fault.delayMilliseconds) {
        throw new Error("a fault needs an errorType, a status, a delayMilliseconds or a drop");
      }
      const entry = { fault: { ...fault }, matched: 0 };
      injected.push(entry);
      return () => {
        injected = injected.filter((each) => each !== entry);
      };
    },
    async befall(operation) {
      let lost = false;
      for (const fault of take(operation)) {
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
