import { defineConfig } from "vitest/config";

export default defineConfig({
  // Much of a test is waiting for a child: two files at a time on two cores, where one fewer than the cores is vitest's habit.
  test: { include: ["test/**/*.test.ts"], testTimeout: 20_000, hookTimeout: 20_000, maxWorkers: 2 },
});
