import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

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

/** What the first page may weigh in script, gzip, in bytes: the entry, the overview, and all that they import. */
const FIRST_PAGE_BYTES = 160_000;
const FIRST_PAGE = "src/console/features/home/home-page.tsx";

/** Fails the build when the first page grows past its line. */
function firstPageBudget(): Plugin {
  return {
    name: "first-page-budget",
    apply: "build",
    generateBundle(_options, bundle) {
      const wanted = new Set<string>();
      const want = (fileName: string): void => {
        const chunk = bundle[fileName];
        if (wanted.has(fileName) || chunk?.type !== "chunk") return;
        wanted.add(fileName);
        for (const imported of chunk.imports) want(imported);
      };
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        if (chunk.isEntry || chunk.facadeModuleId?.endsWith(FIRST_PAGE)) want(chunk.fileName);
      }
      let bytes = 0;
      for (const fileName of wanted) {
        const chunk = bundle[fileName];
        if (chunk?.type === "chunk") bytes += gzipSync(chunk.code).length;
      }
      if (bytes > FIRST_PAGE_BYTES) {
        this.error(
          `The first page weighs ${bytes} bytes of script (gzip); its line is ${FIRST_PAGE_BYTES}.`,
        );
      }
      this.info(`First page: ${bytes} of ${FIRST_PAGE_BYTES} bytes of script, gzip.`);
    },
  };
}

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
 * `vite build` makes the console; `vite build --mode gateway` bundles the gateway for Node, and `--mode torture` the same
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
            },
            output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
          },
        },
      }
    : {
        plugins: [react(), tailwindcss(), firstPageBudget()],
        build: { outDir: "dist/console", target: "es2022", sourcemap: false },
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
