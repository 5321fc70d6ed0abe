import type { WorkerOptions } from "node:worker_threads";
import { bundledFile } from "./bundled-file.ts";

/** What a thread is started with. */
export interface ThreadEntry {
  url: URL;
  options: WorkerOptions;
}

/**
 * Where the code of a thread is, by the TypeScript file that it begins with: its bundle of the same name beside the
 * gateway's; under tsx and vitest that file itself.
 */
export function threadEntry(caller: string, source: string): ThreadEntry {
  if (caller.endsWith(".ts")) return typescriptEntry(new URL(source, caller));
  const name = source.replace(/^.*\//, "").replace(/\.ts$/, ".js");
  const url = bundledFile(caller, name);
  if (!url) throw new Error(`${name} is not beside the gateway's bundle; build it again.`);
  return { url, options: { execArgv: [] } };
}

/** In a thread `--import tsx` does nothing, on purpose; registering it by its API does. */
function typescriptEntry(url: URL): ThreadEntry {
  const register = `data:text/javascript,import { register } from "${import.meta.resolve("tsx/esm/api")}"; register();`;
  return { url, options: { execArgv: ["--import", register] } };
}
