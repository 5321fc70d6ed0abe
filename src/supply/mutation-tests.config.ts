/** How Vitest runs the tests while code is mutated. */
import { defineConfig } from "vitest/config";
import type { RunnerTestCase } from "vitest";
import { BaseSequencer, type Reporter, type TestSpecification, type Vitest } from "vitest/node";
import { FOLDER_VARIABLE, MUTATED_FOLDERS } from "./mutation-folders.ts";

/** The run ends at the first test that fails, so that what takes longest comes last. */
class ShortestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own, which leaves the list alone
    const longestFirst = await super.sort(files);
    return longestFirst.toReversed();
  }
}

/**
 * Makes a test file that cannot even be loaded count as one with a failed test: a change that throws while modules load has
 * been noticed, but Stryker looks at tests alone.
 */
class UnloadedFilesFail implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(): void {
    for (const file of this.#vitest?.state.getFiles() ?? []) {
      const { result, tasks } = file;
      if (tasks.length > 0 || result?.state !== "fail") continue;
      const name = "loads";
      const failed: Partial<RunnerTestCase> = { type: "test", name, mode: "run", file, result };
      tasks.push(failed as RunnerTestCase); // all that is looked at
    }
  }
}

export default defineConfig({
  test: {
    include: [...(MUTATED_FOLDERS[process.env[FOLDER_VARIABLE] ?? ""]?.tests ?? [])],
    exclude: ["**/node_modules/**", "**/postgres-*.test.ts"],
    // What a test reaches is counted while modules load, too: each file loads its own.
    isolate: true,
    setupFiles: ["src/supply/mutation-tests.setup.ts"],
    reporters: [new UnloadedFilesFail()],
    sequence: { sequencer: ShortestFirst },
    // A test that hangs where it used to pass has noticed the change.
    testTimeout: 10_000,
    hookTimeout: 30_000,
  },
});
