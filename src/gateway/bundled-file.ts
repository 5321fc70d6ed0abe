import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * A file that the build has put beside the gateway's bundle, or one folder above the chunk that the caller landed in;
 * undefined where it is not there.
 */
export function bundledFile(caller: string, name: string): URL | undefined {
  return ["./", "../"]
    .map((folder) => new URL(name, new URL(folder, caller)))
    .find((url) => existsSync(fileURLToPath(url)));
}
