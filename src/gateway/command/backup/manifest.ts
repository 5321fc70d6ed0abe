import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { CommandFailed } from "../command-failed.ts";

export const MANIFEST_FILE = "manifest.json";
export const DUMP_FILE = "database.tar";
export const ARTIFACTS_FOLDER = "artifacts";

const Manifest = z.object({
  format: z.literal(1),
  created_at: z.string(),
  /** The gateway's version. */
  version: z.string(),
  /** The migrations that had run, in order. */
  migrations: z.array(z.string()),
  /** Where the key lies that seals webhook secrets: among the files, or in BATCHROUTER_SECRET_KEY of whoever restores. */
  secret_key: z.enum(["file", "environment"]),
  files: z.array(
    z.object({
      path: z
        .string()
        .check(z.regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/, "must be a path within the backup")),
      bytes: z.number(),
      sha256: z.string(),
    }),
  ),
});
/** What a backup says of itself. */
export type Manifest = z.infer<typeof Manifest>;
export type BackedUpFile = Manifest["files"][number];

/** The manifest of a backup; throws `CommandFailed` when the folder holds none that can be read. */
export async function readManifest(folder: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST_FILE), "utf8");
  } catch (error) {
    throw new CommandFailed(`${folder} is no backup: it has no ${MANIFEST_FILE} to be read.`, {
      cause: error,
    });
  }
  const parsed = Manifest.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new CommandFailed(
      `The ${MANIFEST_FILE} in ${folder} is damaged, or of a later version of this program.`,
    );
  }
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
