import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of package.json, whether this file runs from the source or from the bundle. */
export function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("package.json is not above the gateway's files.");
    folder = parent;
  }
  return folder;
}

/** The version that the package.json in a folder states. */
export function versionOf(root: string): string {
  const { version }: { version?: unknown } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  return typeof version === "string" ? version : "0.0.0";
}
