import { Pool } from "undici";

export interface Load {
  origin: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  /** What every answer must contain, or the figures would be of errors. */
  expect: string;
}

export interface Figures {
  requestsPerSecond: number;
  /** Milliseconds. */
  median: number;
  p99: number;
}

/** Sends `count` requests over `concurrency` kept connections, and times each. */
export async function measure(
  { origin, path, headers, body, expect }: Load,
  concurrency: number,
  count: number,
): Promise<Figures> {
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1 });
  const times: number[] = [];
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      const answer = await pool.request({ method: "POST", path, headers, body });
      const text = await answer.body.text();
      times.push(performance.now() - started);
      if (!text.includes(expect))
        throw new Error(`${origin}${path} answered ${answer.statusCode} ${text.slice(0, 300)}`);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: concurrency }, one));
  const elapsed = performance.now() - started;
  await pool.close();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] as number;
  return { requestsPerSecond: (count / elapsed) * 1000, median: at(0.5), p99: at(0.99) };
}

/**
 * Measures two loads in turn, so that a machine that grows slower slows both, and gives the figures of each run's middle.
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
  process.stderr.write("\r");
  const middle = (figures: Figures[], key: keyof Figures) => {
    const sorted = figures.map((figure) => figure[key]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] as number;
  };
  return new Map(
    [...runs].map(([name, figures]): [string, Figures] => [
      name,
      {
        requestsPerSecond: middle(figures, "requestsPerSecond"),
        median: middle(figures, "median"),
        p99: middle(figures, "p99"),
      },
    ]),
  );
}
