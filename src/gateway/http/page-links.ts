import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";

const FILE = "page-modules.json";
const PageModules = z.array(
  z.object({
    path: z.string(),
    scripts: z.array(z.string()),
    styles: z.array(z.string()),
    modules: z.array(z.string()),
  }),
);

/**
 * The `Link` header of the page at an address, by what the build has written of each: the browser asks for a page's own
 * modules along with the first script, not after that has run. Undefined where a page needs no more than every page. Read
 * each time, as the page is: the console may be built anew under a gateway that runs.
 */
export async function pageLink(consoleFolder: string, path: string): Promise<string | undefined> {
  const pages = await readPages(join(consoleFolder, FILE));
  const page = pages.find((one) => matcherOf(one.path).test(path));
  if (page === undefined) return undefined;
  // In this order they are asked for, by a browser over six connections: what holds up the first paint comes first.
  const scripts = page.scripts.map((file) => `<${file}>; rel=preload; as=script`);
  const styles = page.styles.map((file) => `<${file}>; rel=preload; as=style; crossorigin`);
  const modules = page.modules.map((file) => `<${file}>; rel=modulepreload`);
  return [...scripts, ...styles, ...modules].join(", ");
}

/** None where the build has written none that can be read: pages load without. */
async function readPages(file: string): Promise<z.infer<typeof PageModules>> {
  try {
    return PageModules.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return [];
  }
}

/** `/batches/:id` and `/docs/:section?` as the console's router takes them. */
function matcherOf(pattern: string): RegExp {
  const parts = pattern
    .replaceAll(/[.*+^$()|[\]\\]/g, "\\$&")
    .replaceAll(/\/:\w+\?/g, "(?:/[^/]+)?")
    .replaceAll(/:\w+/g, "[^/]+");
  return new RegExp(`^${parts}/?$`);
}
