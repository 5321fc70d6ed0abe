import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pageModules } from "./page-modules.ts";

const FAR_PAGE = `const FarPage = lazyPage(() => import("./far-page.js"));`;
const FAR_ROUTE = `<Route path={paths.far(":id")} element={<FarPage />} />`;
const paths = { home: () => "/", far: (id: string) => `/far/${id}`, docs: () => "/docs" };

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "page-modules-test-"));
  const files = {
    "index.html": '<script type="module" src="/main.js"></script>',
    "main.js":
      'import "./page.css"; import { first } from "./first.js"; console.log(first); import("./far-page.js"); import("./docs.js");',
    "page.css": "a { color: red }",
    "first.js": 'export const first = "the first page has it";',
    "shared.js": 'export const shared = "two pages have it";',
    "far-page.js":
      'import { shared } from "./shared.js"; import { first } from "./first.js"; console.log(shared, first, "far");',
    "docs.js": 'import { shared } from "./shared.js"; console.log(shared, "docs");',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
});
afterAll(() => rmSync(root, { recursive: true }));

async function modulesBy(routes: string) {
  const routesFile = join(root, "routes.tsx");
  writeFileSync(routesFile, routes);
  await build({
    root,
    configFile: false,
    logLevel: "silent",
    plugins: [pageModules(routesFile, paths, ["/early.js"])],
  });
  return JSON.parse(readFileSync(join(root, "dist", "page-modules.json"), "utf8"));
}

test("each lazy page's address has what it needs, that of every page first", async () => {
  const docs = `const DocsPage = lazyPage(() => import("./docs.js"));`;
  const route = "<Route path={`${paths.docs()}/:section?`} element={<DocsPage />} />";
  const home = "<Route path={paths.home()} element={<HomePage />} />";
  const shared = expect.stringMatching(/^\/assets\/shared-.+\.js$/);
  const styles = [expect.stringMatching(/^\/assets\/index-.+\.css$/)];
  const main = expect.stringMatching(/^\/assets\/index-.+\.js$/);
  expect(await modulesBy([FAR_PAGE, docs, home, FAR_ROUTE, route].join("\n"))).toEqual([
    {
      path: "/far/:id",
      scripts: ["/early.js"],
      styles,
      modules: [main, expect.stringMatching(/^\/assets\/far-page-.+\.js$/), shared],
    },
    {
      path: "/docs/:section?",
      scripts: ["/early.js"],
      styles,
      modules: [main, expect.stringMatching(/^\/assets\/docs-.+\.js$/), shared],
    },
  ]);
});

test.each([
  ["without an address", FAR_PAGE, "No route was found for FarPage."],
  [
    "at an address that there is none of",
    `${FAR_PAGE}\n${FAR_ROUTE.replace("far(", "near(")}`,
    "near",
  ],
  [
    "that is not there",
    [FAR_PAGE, FAR_ROUTE].join("\n").replace("far-page.js", "gone.js"),
    "gone.js",
  ],
])("a build with a page %s fails and says so", async (_name, routes, message) => {
  await expect(modulesBy(routes)).rejects.toThrow(message);
});
