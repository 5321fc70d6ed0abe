/** A part of the source that is mutated by itself, and the tests that answer for it. */
export interface MutatedFolder {
  /** Globs from the top of the repository, those of what is left out with `!`. */
  mutate: readonly string[];
  tests: readonly string[];
}

/** The variable of the environment that tells Vitest, in processes of Stryker's, of which folder it runs the tests. */
export const FOLDER_VARIABLE = "MUTATED_FOLDER";

/** What tests and benches bring themselves is no product code. */
const FOR_TESTS = [
  "!src/**/*.test.ts",
  "!src/**/test-*.ts",
  "!src/**/*testing.ts",
  "!src/gateway/queue/measure-queue.ts",
];

/** The folders of which nearly every line must be held by a test. */
export const MUTATED_FOLDERS: Readonly<Record<string, MutatedFolder>> = {
  contract: {
    mutate: ["src/contract/**/*.ts", ...FOR_TESTS],
    // Those at scale and those that start programs take seconds for each mutant, and hold nothing that the others do not.
    tests: ["src/contract/**/!(*-scale|validator-chunks|snippets).test.ts"],
  },
  egress: {
    mutate: ["src/gateway/egress/*.ts", ...FOR_TESTS],
    tests: ["src/gateway/egress/*.test.ts"],
  },
  queue: {
    mutate: ["src/gateway/queue/*.ts", ...FOR_TESTS],
    tests: ["src/gateway/queue/*.test.ts"],
  },
  dispatch: {
    mutate: ["src/gateway/dispatch/**/*.ts", ...FOR_TESTS],
    tests: [
      "src/gateway/dispatch/**/*.test.ts",
      "src/gateway/batch-*.test.ts",
      "src/gateway/breaker-batches.test.ts",
      // What comes of batches that the dispatch has run.
      "src/gateway/batches/(read-results|find-results|batch-endings|stranded-batches).test.ts",
      "src/gateway/workflows/workflows.test.ts",
    ],
  },
};
