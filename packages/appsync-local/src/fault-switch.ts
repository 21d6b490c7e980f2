/** Which of the calls that a fault matches it hits. */
export interface FaultTiming {
  /** How many calls it hits; then it is over. Default: all until it is removed. */
  times?: number;
  /** How many matching calls it lets pass first. Default 0. */
  after?: number;
}

/** The faults that are in force at one service. What a fault does to a call is for the service to say. */
export interface FaultSwitch<Fault extends FaultTiming> {
  /** @returns a function that removes this fault */
  inject(fault: Fault): () => void;
  clear(): void;
  /** The faults in force, the first injected first. */
  readonly active: readonly Fault[];
  /** Counts a call for each fault that matches it. @returns the faults that hit this call, the first injected first */
  take(matches: (fault: Fault) => boolean): Fault[];
}

export function createFaultSwitch<Fault extends FaultTiming>(): FaultSwitch<Fault> {
  interface Injected {
    fault: Fault;
    matched: number;
  }
  let injected: Injected[] = [];
  const active: Fault[] = [];
  const keep = (which: (each: Injected) => boolean) => {
    injected = injected.filter(which);
    active.splice(0, active.length, ...injected.map(({ fault }) => fault));
  };
  const isOver = ({ fault, matched }: Injected) => matched >= (fault.after ?? 0) + (fault.times ?? Infinity);
  return {
    active,
    inject(fault) {
      const entry = { fault: { ...fault }, matched: 0 };
      injected.push(entry);
      active.push(entry.fault);
      return () => keep((each) => each !== entry);
    },
    clear: () => keep(() => false),
    take(matches) {
      const matching = injected.filter(({ fault }) => matches(fault));
      const hits = matching.filter((each) => each.matched++ >= (each.fault.after ?? 0));
      if (matching.some(isOver)) keep((each) => !isOver(each));
      return hits.map(({ fault }) => fault);
    },
  };
}
