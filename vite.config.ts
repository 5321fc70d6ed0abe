import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { readdirSync, readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";
import { paths } from "./src/console/paths.ts";
import { compressedFiles } from "./src/supply/compressed-files.ts";
import { pageBudget } from "./src/supply/page-budget.ts";
import { pageModules } from "./src/supply/page-modules.ts";

const gatewayPort = Number(process.env.PORT ?? 8787);
const gateway = { target: `http://127.0.0.1:${gatewayPort}`, changeOrigin: true };

/** The gateway's suites once more, on a PostgreSQL server that the run brings. */
const isOnPostgres = process.env.BATCHROUTER_TEST_ENGINE === "postgres";

/** What there is only with the embedded engine: itself, its backups and rehearsals; and a bucket by itself, which needs none. */
const NOT_ON_POSTGRES = /pglite-|gateway\/rehearsal\/|command\/backup\/|storage\/s3\/(?!gateway)/;

/** Those test files that get their database from a module made for tests; the others know no engine, or only the other. */
function testsOnADatabase(): string[] {
  const folder = "src/gateway";
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".test.ts") && !NOT_ON_POSTGRES.test(path))
    .filter((path) => /from "[^"]+\/(test-|webhook-suite)/.test(readFileSync(path, "utf8")));
}

/** What the console's pages may weigh, in bytes of gzip. */
const LIMITS = { firstPage: 150_000, furtherPage: 40_000, styles: 15_000 };

/** Parts of the contract that the tree of all of it reaches, and the first page does not. */
const ON_OTHER_PAGES = /src.contract.(?:files|local|webhooks)\.ts/;

/** What comes as one file each: one way to the server, and one dictionary for its compression. */
const CHUNKS = [
  {
    name: "first-page",
    tags: ["$initial" as const],
    test: (id: string) => !ON_OTHER_PAGES.test(id),
    priority: 2,
  },
  // What stands on so many pages that most visits need it: a page asks for a file less for each.
  {
    name: "shared",
    minShareCount: 6,
    test: /src.console.(?:ui|layout|format|api|environments)/,
    priority: 1,
  },
];

const ARMED_MAIN = "src/gateway/fail-points/armed-main.ts";
const FAIL_POINT_CALL = /^ *failPoint\(.*\);$/gm;
const FAIL_POINT_IMPORT = /^import \{ failPoint \} from ".*";$/gm;

/** Takes the fail-points out of the gateway's source; fails the build when one of their names is left. */
function withoutFailPoints(): Plugin {
  const names = [
    ...readFileSync("src/gateway/fail-points/names.ts", "utf8").matchAll(/^ {2}(\w+):/gm),
  ].map(([, name = ""]) => name);
  return {
    name: "without-fail-points",
    apply: "build",
    // As the source itself, so that no source map has them either.
    load(id) {
      if (!/src\/gateway\/.*\.ts$/.test(id)) return null;
      const source = readFileSync(id, "utf8");
      return source.replaceAll(FAIL_POINT_CALL, "").replaceAll(FAIL_POINT_IMPORT, "");
    },
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        const text = chunk.code + JSON.stringify(chunk.map?.sourcesContent ?? []);
        const left = names.filter((name) => text.includes(name));
        if (names.length === 0 || left.length > 0)
          this.error(`${chunk.fileName} has fail-points: ${left.join(", ")}.`);
      }
    },
  };
}

/**
 * `vite build` makes the console, with `--mode sizes` telling what its pages weigh; `vite build --mode gateway` bundles the gateway for Node, and `--mode torture` the same
 * with fail-points, for tests alone.
 */
export default defineConfig(({ mode }) =>
  mode === "gateway" || mode === "torture"
    ? {
        publicDir: false,
        plugins: mode === "gateway" ? [withoutFailPoints()] : [],
        build: {
          ssr: true,
          target: "node20",
          outDir: `dist/${mode}`,
          sourcemap: true,
          rollupOptions: {
            input: {
              main: mode === "gateway" ? "src/gateway/main.ts" : ARMED_MAIN,
              command: "src/gateway/command/command.ts",
              "pglite-worker": "src/gateway/database/pglite-worker.ts",
              "judge-worker": "src/gateway/files/judging/judge-worker.ts",
            },
            output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
          },
        },
      }
    : {
        plugins: [
          react(),
          tailwindcss(),
          pageModules("src/console/routes.tsx", paths, ["/theme.js"]),
          pageBudget(LIMITS, mode === "sizes"),
          compressedFiles(),
        ],
        build: {
          outDir: "dist/console",
          target: "es2022",
          sourcemap: false,
          rolldownOptions: {
            // The contract only declares: a page gets the nouns that it names, wherever the tree of all of them is read.
            treeshake: { moduleSideEffects: [{ test: /src.contract./, sideEffects: false }] },
            output: { codeSplitting: { groups: CHUNKS } },
          },
        },
        worker: { format: "es" },
        server: {
          port: 5173,
          strictPort: true,
          proxy: {
            "/v1": gateway,
            "/local": gateway,
            "/openapi.json": gateway,
            "/metrics": gateway,
          },
        },
        test: {
          ...(isOnPostgres
            ? {
                include: testsOnADatabase(),
                globalSetup: "src/test-servers/vitest-postgres.ts",
              }
            : {
                include: ["src/**/*.test.ts", "src/**/*.test.tsx"],
                exclude: ["**/node_modules/**", "**/postgres-*.test.ts"],
              }),
          pool: "forks",
          // Files of one worker share their modules: to load them anew for each takes longer than most files run.
          isolate: false,
          // A second try is reported, not hidden: real processes and servers share the machine with whatever else it does.
          retry: process.env.CI === undefined ? 0 : 1,
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
);
