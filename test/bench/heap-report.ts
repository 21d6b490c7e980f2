import type { Worker } from "node:worker_threads";

/**
 * Loaded before a process's own code by `--import`. When the parent sends a message, it reports the size of all heaps, including
 * those of workers; for "collected" it first collects the garbage (`--expose-gc`). It opens no port, and does not keep the process
 * from ending.
 */

/** Sizes in bytes: the used part of the heaps, and the external memory that belongs to them. */
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

/** Only a worker can collect its own garbage, but a snapshot of its heap begins with a collection, so this takes one. */
async function collect(): Promise<void> {
  for (const worker of workers) (await worker.getHeapSnapshot()).destroy();
  (globalThis as { gc?: () => void }).gc?.();
}
