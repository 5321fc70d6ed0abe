import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The top folder of this repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** What is made or fetched and never kept, where there is no git to ask. */
const NOT_KEPT = new Set([
  ".git",
  "node_modules",
  "dist",
  ".data",
  "test-results",
  "playwright-report",
]);

/** Every file that is kept, by its path from the top: as git lists them, or where this is no checkout, all that is not made. */
export function listFiles(): string[] {
  try {
    const listed = execFileSync(
      "git",
      ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      {
        cwd: ROOT,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        maxBuffer: 64 * 1024 ** 2,
      },
    );
    return listed.split("\0").filter((path) => path !== "");
  } catch {
    return walk(ROOT).map((path) => relative(ROOT, path).replaceAll("\\", "/"));
  }
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_KEPT.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}
