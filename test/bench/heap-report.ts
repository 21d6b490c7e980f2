import type { Worker } from "node:worker_threads";

/**
 * Put before a process's own code by `--import`: tells its parent what its heaps hold when asked by a message, workers'
 * included; for "collected" the garbage is removed first (`--expose-gc`). No port is opened, and the process ends as it would
 * without.
 */

/** Bytes: what is used of the heaps, and what stands beside them for them. */
export interface HeapReport {
  used: number;
  external: number;
}

const workers = new Set<Worker>();
process.on("worker", (worker) => {
  workers.add(worker);
  worker.once("exit", () => workers.delete(worker));
});

process.on("message", async (asked) => {
  if (asked === "collected") await collect();
  const heaps = await Promise.all([...workers].map((worker) => worker.getHeapStatistics()));
  const { heapUsed, external } = process.memoryUsage();
  const report: HeapReport = {
    used: heaps.reduce((sum, heap) => sum + heap.used_heap_size, heapUsed),
    external: heaps.reduce((sum, heap) => sum + heap.external_memory, external),
  };
  process.send?.(report);
});
process.channel?.unref();

/** Nobody but a worker itself can collect its garbage, or whoever takes a snapshot of its heap: that begins with it. */
async function collect(): Promise<void> {
  for (const worker of workers) (await worker.getHeapSnapshot()).destroy();
  (globalThis as { gc?: () => void }).gc?.();
}
