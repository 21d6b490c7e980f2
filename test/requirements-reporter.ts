import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Reporter, TestModule, Vitest } from "vitest/node";
import { rowsOf, unproven } from "./requirements.ts";

/**
 * Holds `docs/requirements.md` against the tests that ran and passed, and fails the run when a row has no proof in a file that
 * it names. Files that did not run are not judged, and a run of chosen tests (`-t`) is not judged at all.
 */
export default class RequirementsReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest) {
    this.#vitest = vitest;
  }

  async onTestRunEnd(modules: readonly TestModule[], _: unknown, reason: string) {
    const vitest = this.#vitest as Vitest;
    const { root, testNamePattern } = vitest.config;
    if (testNamePattern || reason === "interrupted") return;
    const pathOf = (moduleId: string) => relative(root, moduleId);
    const page = readFileSync(join(root, "docs/requirements.md"), "utf8");
    const specifications = await vitest.globTestSpecifications();
    const testFiles = new Set(specifications.map(({ moduleId }) => pathOf(moduleId)));
    const ran = modules.map((module) => ({
      file: pathOf(module.moduleId),
      passed: [...module.children.allTests("passed")].map(({ fullName }) => fullName),
    }));
    const missing = unproven(rowsOf(page), testFiles, ran);
    if (missing.length === 0) return;
    vitest.logger.error(`docs/requirements.md names tests that did not prove it:\n  ${missing.join("\n  ")}`);
    process.exitCode = 1;
  }
}
