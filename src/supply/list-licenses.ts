/** `npm run licenses`: every package that runs in production with its licence; fails on one that is not allowed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dependencySentence, packageMistakes, productionPackages } from "./production-packages.ts";
import { ROOT } from "./repository-files.ts";

for (const { name, version, license } of productionPackages())
  console.log(`${`${name}@${version}`.padEnd(56)}${license}`);
console.log(`${dependencySentence()}, none with an install script.`);
const mistakes = packageMistakes(readFileSync(join(ROOT, "README.md"), "utf8"));
if (mistakes.length > 0) {
  console.error(mistakes.join("\n"));
  process.exitCode = 1;
}
