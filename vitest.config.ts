import { defineConfig } from "vitest/config";

/** Folders whose tests share nothing that one file could leave behind for the next: they need no process of their own for each. */
const TOGETHER = [
  "packages/*/test/**/*.test.ts",
  "test/*.test.ts",
  "test/{aws,client,contract,docs,functions,model,resolvers,settings}/*.test.ts",
  "test/client/browser/*.test.ts",
  "test/infra/constructs/*.test.ts",
  "test/infra/cli/!(command-line).test.ts",
  "test/infra/cli/{aws,checks}/*.test.ts",
  "test/local/{cognito,kms,messages,queue}/**/*.test.ts",
  "test/service/!(faults*|send-limits|silence).test.ts",
];

export default defineConfig({
  test: {
    // Patience for a machine that does much else at once. What has to be quick is held to its time by its own test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Much of a test is waiting for a child: three files at a time on two cores, where one fewer than the cores is vitest's habit.
    maxWorkers: 3,
    reporters: ["default", "./test/requirements-reporter.ts"],
    projects: [
      { extends: true, test: { name: "together", include: TOGETHER, isolate: false } },
      { extends: true, test: { name: "apart", include: ["test/**/*.test.ts"], exclude: TOGETHER } },
    ],
  },
});
