import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { WorkerOptions } from "node:worker_threads";

/** What a thread is started with. */
export interface ThreadEntry {
  url: URL;
  options: WorkerOptions;
}

/**
 * Where the code of a thread is, by the TypeScript file that it begins with: its bundle of the same name beside the
 * gateway's, or one folder above the chunk that the caller landed in; under tsx and vitest that file itself.
 */
export function threadEntry(caller: string, source: string): ThreadEntry {
  if (caller.endsWith(".ts")) return typescriptEntry(new URL(source, caller));
  const name = source.replace(/^.*\//, "").replace(/\.ts$/, ".js");
  const bundles = ["./", "../"].map((folder) => new URL(name, new URL(folder, caller)));
  const url = bundles.find((bundle) => existsSync(fileURLToPath(bundle)));
  if (!url) throw new Error(`${name} is not beside the gateway's bundle; build it again.`);
  return { url, options: { execArgv: [] } };
}

/** In a thread `--import tsx` does nothing, on purpose; registering it by its API does. */
function typescriptEntry(url: URL): ThreadEntry {
  const register = `data:text/javascript,import { register } from "${import.meta.resolve("tsx/esm/api")}"; register();`;
  return { url, options: { execArgv: ["--import", register] } };
}
