import { readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { type Bundle, closureOf, firstPageOf } from "./bundle-closure.ts";

/** The file of the build that says what each page needs. */
const FILE = "page-modules.json";

const LAZY_PAGE = /const (\w+) = lazyPage\(\(\) => import\("\.\/([^"]+)"\)\);/g;
const ROUTE = /<Route path=\{(.+)\} element=\{<(\w+) \/>\} \/>/g;
const ADDRESS = /(?:\$\{)?paths\.(\w+)\((?:"([^"]*)")?\)\}?/;

type Paths = Readonly<Record<string, (parameter: never) => string>>;

/** The patterns of the addresses that `routes.tsx` gives to a lazy page each, by the page's module. */
function lazyRoutes(source: string, paths: Paths): [path: string, module: string][] {
  const modules = new Map([...source.matchAll(LAZY_PAGE)].map(([, name, path]) => [name, path]));
  const routes = [...source.matchAll(ROUTE)].flatMap(([, path = "", name]): [string, string][] => {
    const module = modules.get(name);
    modules.delete(name);
    const address = path.replaceAll("`", "").replace(ADDRESS, (_, noun: string, parameter) => {
      const make = paths[noun];
      if (make === undefined) throw new Error(`There is no address called ${noun}.`);
      return make(parameter as never); // A pattern such as `:id`, or nothing; both are what `routes.tsx` itself gives.
    });
    return module === undefined ? [] : [[address, module]];
  });
  if (routes.length === 0 || modules.size > 0)
    throw new Error(`No route was found for ${[...modules.keys()].join(", ") || "any page"}.`);
  return routes;
}

function chunkOf(module: string, bundle: Bundle): string {
  const found = Object.values(bundle).find(
    (file) => file.type === "chunk" && file.facadeModuleId?.endsWith(`/${module}`),
  );
  if (found === undefined) throw new Error(`${module} has no chunk of its own.`);
  return found.fileName;
}

function stylesOf(fileName: string, bundle: Bundle): string[] {
  const file = bundle[fileName];
  return file?.type === "chunk" ? [...(file.viteMetadata?.importedCss ?? [])] : [];
}

/**
 * Writes, for each address of the routes, the style sheets and modules that its page needs, those of every page first, so that
 * a server can name them in its answer: a browser asks for all at once, and not for some after the others have run. `scripts`
 * are what every page has before its modules.
 */
export function pageModules(
  routesFile: string,
  paths: Paths,
  scripts: readonly string[] = [],
): Plugin {
  return {
    name: "page-modules",
    apply: "build",
    generateBundle(_options, bundle) {
      const address = (fileName: string): string => `/${fileName}`;
      const first = [...firstPageOf(bundle)];
      const routes = lazyRoutes(readFileSync(routesFile, "utf8"), paths).map(([path, module]) => {
        const modules = new Set([...first, ...closureOf(chunkOf(module, bundle), bundle)]);
        const styles = [...modules].flatMap((fileName) => stylesOf(fileName, bundle));
        return { path, scripts, styles: styles.map(address), modules: [...modules].map(address) };
      });
      this.emitFile({ type: "asset", fileName: FILE, source: JSON.stringify(routes) });
    },
  };
}
