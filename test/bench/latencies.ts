/** Times in milliseconds, by the name of the call. */
export interface Latencies {
  add(name: string, milliseconds: number): void;
  /** For each name, the number of times and their percentiles since the last call of this. */
  interval(): Map<string, Percentiles>;
  /** For each name, the same from the beginning. */
  whole(): Map<string, Percentiles>;
}

export interface Percentiles {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

export function createLatencies(): Latencies {
  const all = new Map<string, number[]>();
  let recent = new Map<string, number[]>();
  return {
    add(name, milliseconds) {
      for (const times of [all, recent]) {
        const known = times.get(name);
        if (known) known.push(milliseconds);
        else times.set(name, [milliseconds]);
      }
    },
    interval() {
      const percentiles = percentilesOf(recent);
      recent = new Map();
      return percentiles;
    },
    whole: () => percentilesOf(all),
  };
}

const percentilesOf = (times: Map<string, number[]>) =>
  new Map([...times].map(([name, each]): [string, Percentiles] => [name, summary(each)]));

function summary(times: number[]): Percentiles {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
