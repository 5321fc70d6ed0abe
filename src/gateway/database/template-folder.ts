import { fileURLToPath } from "node:url";

import { bundledFile } from "../bundled-file.ts";

/** Above the folders of the bundles, which are emptied by each build. */
export const TEMPLATE_FOLDER = "empty-database";

/** The data folder that the build has made; undefined where the gateway runs from its source. */
export function templateFolder(): string | undefined {
  if (import.meta.url.endsWith(".ts")) return undefined;
  const url = bundledFile(import.meta.url, TEMPLATE_FOLDER);
  return url && fileURLToPath(url);
}
