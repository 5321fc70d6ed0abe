import type { Plugin } from "vite";

/** What a build has written, by file name. */
export type Bundle = Parameters<Extract<NonNullable<Plugin["writeBundle"]>, Function>>[1];

/** A chunk and all that it imports at once. */
export function closureOf(fileName: string, bundle: Bundle, into = new Set<string>()): Set<string> {
  const chunk = bundle[fileName];
  if (chunk?.type !== "chunk" || into.has(fileName)) return into;
  into.add(fileName);
  for (const imported of chunk.imports) closureOf(imported, bundle, into);
  return into;
}

/** The script of the first page: the entries and all that they import at once. */
export function firstPageOf(bundle: Bundle): Set<string> {
  const first = new Set<string>();
  for (const file of Object.values(bundle))
    if (file.type === "chunk" && file.isEntry) closureOf(file.fileName, bundle, first);
  return first;
}
