import { Pool } from "undici";

/** Makes one call. @returns the text of the answer */
export type Call = () => Promise<string>;

export interface Load {
  call: Call;
  /** The text that every answer must contain; otherwise the figures could be those of errors. */
  expect: string;
  close?(): Promise<void>;
}

export interface Figures {
  requestsPerSecond: number;
  /** The median in milliseconds. */
  median: number;
  p99: number;
}

interface HttpCall {
  origin: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  expect: string;
}

/** Makes the same request again and again over kept connections, one for each request under way. */
export function httpLoad({ origin, path, headers, body, expect }: HttpCall): Load {
  const pool = new Pool(origin, { pipelining: 1 });
  return {
    expect,
    call: async () => (await pool.request({ method: "POST", path, headers, body })).body.text(),
    close: () => pool.close(),
  };
}

/** Makes `count` calls, `concurrency` at a time, and times each. */
export async function measure({ call, expect }: Load, concurrency: number, count: number): Promise<Figures> {
  const times: number[] = [];
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      const text = await call();
      times.push(performance.now() - started);
      if (!text.includes(expect)) throw new Error(`expected ${expect} in ${text.slice(0, 300)}`);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: concurrency }, one));
  const elapsed = performance.now() - started;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] as number;
  return { requestsPerSecond: (count / elapsed) * 1000, median: at(0.5), p99: at(0.99) };
}

/**
 * Measures loads in turn, so that a machine that becomes slower slows them all, and gives the median of each figure.
 */
export async function compare(loads: Record<string, Load>, concurrency: number, count: number, rounds = 5) {
  const runs = new Map<string, Figures[]>(Object.keys(loads).map((name) => [name, []]));
  for (const load of Object.values(loads)) await measure(load, concurrency, Math.ceil(count / 2));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, load] of Object.entries(loads)) {
      runs.get(name)?.push(await measure(load, concurrency, count));
      process.stderr.write(".");
    }
  }
  process.stderr.write("\n");
  return new Map([...runs].map(([name, figures]): [string, Figures] => [name, middleOf(figures)]));
}

/** The median of each figure over several runs. */
export function middleOf(runs: Figures[]): Figures {
  const middle = (key: keyof Figures) => {
    const sorted = runs.map((figures) => figures[key]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] as number;
  };
  return { requestsPerSecond: middle("requestsPerSecond"), median: middle("median"), p99: middle("p99") };
}
