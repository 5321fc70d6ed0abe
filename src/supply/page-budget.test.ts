import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pageBudget, type PageLimits } from "./page-budget.ts";

const WIDE: PageLimits = { firstPage: 100_000, furtherPage: 100_000, styles: 100_000 };

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "budget-test-"));
  const words = (word: string): string =>
    JSON.stringify(Array.from({ length: 400 }, (_, index) => `${word} ${index * 7919}`));
  writeFileSync(join(root, "index.html"), '<script type="module" src="/main.js"></script>');
  writeFileSync(
    join(root, "main.js"),
    `import "./page.css"; import { shared } from "./shared.js";
     console.log(shared, ${words("entry")}); import("./further.js");`,
  );
  writeFileSync(join(root, "shared.js"), `export const shared = ${words("shared")};`);
  writeFileSync(
    join(root, "further.js"),
    `import { shared } from "./shared.js"; console.log(shared, ${words("further")});`,
  );
  writeFileSync(
    join(root, "page.css"),
    `a { content: ${words("style").replaceAll(/[[\],]/g, " ")} }`,
  );
});
afterAll(() => rmSync(root, { recursive: true }));

const built = (limits: PageLimits) =>
  build({
    root,
    configFile: false,
    logLevel: "silent",
    plugins: [pageBudget(limits, false)],
  });

test("a build within its limits passes", async () => {
  await expect(built(WIDE)).resolves.toBeDefined();
});

test.each([
  ["first page", { ...WIDE, firstPage: 1_000 }],
  ["further", { ...WIDE, furtherPage: 500 }],
  ["style sheets", { ...WIDE, styles: 100 }],
])("a build whose %s is past its limit fails and names it", async (name, limits) => {
  await expect(built(limits)).rejects.toThrow(new RegExp(`More than may be loaded[^]*${name} `));
});

test("a further page is not charged with what the first page has loaded", async () => {
  // `shared` alone is over a kilobyte; both pages have it.
  await expect(built({ ...WIDE, furtherPage: 1_900 })).resolves.toBeDefined();
  await expect(built({ ...WIDE, firstPage: 1_900 })).rejects.toThrow(/first page/);
});
