import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./repository-files.ts";

/** A package that is there when the gateway runs. */
export interface ProductionPackage {
  name: string;
  version: string;
  /** As its author names it; an empty text where nothing is named. */
  license: string;
  /** Whether installing it runs anything. */
  hasInstallScript: boolean;
  /** Whether the lock file knows its bytes by a strong hash. */
  hasIntegrity: boolean;
}

interface LockedPackage {
  version?: string;
  license?: string;
  dev?: boolean;
  link?: boolean;
  integrity?: string;
  hasInstallScript?: boolean;
}

/** Licences under which anything may be used and handed on by naming its author. */
const ALLOWED_LICENSES: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "ISC",
  "MIT",
  "MIT-0",
]);

function readJson<Content>(path: string): Content {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8")) as Content; // npm's own files, in npm's own form
}

/** All packages of the lock file that are not for development alone, by name. */
export function productionPackages(): ProductionPackage[] {
  const { packages } = readJson<{ packages: Record<string, LockedPackage> }>("package-lock.json");
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== "" && dev !== true)
    .map(([path, locked]) => ({
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version: locked.version ?? "",
      license: locked.license ?? licenseInside(path),
      hasInstallScript: locked.hasInstallScript === true,
      hasIntegrity: locked.integrity?.startsWith("sha512-") === true,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The lock file does not know the older form, a list. */
function licenseInside(path: string): string {
  const file = `${path}/package.json`;
  if (!existsSync(join(ROOT, file))) return "";
  const { license, licenses } = readJson<{ license?: string; licenses?: { type?: string }[] }>(
    file,
  );
  return license ?? (licenses ?? []).map(({ type = "" }) => type).join(" OR ");
}

/** How many packages `package.json` names for production. */
function directDependencies(): number {
  return Object.keys(readJson<{ dependencies: object }>("package.json").dependencies).length;
}

/** The sentence of the README that tells how many there are. */
export function dependencySentence(): string {
  return `${directDependencies()} direct dependencies, ${productionPackages().length} packages in all`;
}

/** What is wrong with the packages, or with what the README says of them: a sentence each. */
export function packageMistakes(readme: string): string[] {
  const packages = productionPackages().flatMap(
    ({ name, license, hasInstallScript, hasIntegrity }) => [
      ...(ALLOWED_LICENSES.has(license)
        ? []
        : [`${name} has the licence ${license || "of nobody"}.`]),
      ...(hasInstallScript ? [`${name} runs a script when it is installed.`] : []),
      ...(hasIntegrity ? [] : [`${name} has no sha512 in the lock file.`]),
    ],
  );
  const sentence = dependencySentence();
  return readme.includes(sentence)
    ? packages
    : [...packages, `README.md does not say that there are ${sentence}.`];
}
