/** How Vitest runs the tests while code is mutated. */
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The run ends at the first test that fails, so that what takes longest comes last. */
class ShortestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own, which leaves the list alone
    const longestFirst = await super.sort(files);
    return longestFirst.toReversed();
  }
}

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/postgres-*.test.ts"],
    // What a test reaches is counted while modules load, too: each file loads its own.
    isolate: true,
    setupFiles: ["src/supply/mutation-tests.setup.ts"],
    sequence: { sequencer: ShortestFirst },
    // A test that hangs where it used to pass has noticed the change.
    testTimeout: 10_000,
    hookTimeout: 30_000,
  },
});
