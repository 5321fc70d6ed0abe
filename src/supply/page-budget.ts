import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { type Bundle, closureOf, firstPageOf } from "./bundle-closure.ts";

/** What may be loaded, in bytes of gzip. */
export interface PageLimits {
  /** Script of the first page: the entry and all that it imports. */
  firstPage: number;
  /** Script that any further page loads beyond the first page, or a part that comes later beyond the page that asks for it. */
  furtherPage: number;
  /** All style sheets together. */
  styles: number;
}

/** What something weighs in bytes of gzip, and what it may. */
interface Weight {
  name: string;
  bytes: number;
  limit: number;
}

/** Above this share of its limit a weight is told of. */
const NEAR = 0.8;

const gzipBytes = (content: string | Uint8Array): number => gzipSync(content, { level: 9 }).length;

/** What is there when a chunk is asked for, by each chunk that may ask: the first page, and that one with all it imports. */
function loadedBefore(fileName: string, bundle: Bundle, first: ReadonlySet<string>): Set<string>[] {
  return Object.values(bundle).flatMap((file) =>
    file.type === "chunk" && file.dynamicImports.includes(fileName)
      ? [
          first.has(file.fileName)
            ? new Set(first)
            : closureOf(file.fileName, bundle, new Set(first)),
        ]
      : [],
  );
}

function weightsOf(bundle: Bundle, limits: PageLimits): Weight[] {
  const weigh = (fileNames: Iterable<string>): number =>
    [...fileNames].reduce((sum, fileName) => {
      const file = bundle[fileName];
      if (file === undefined) return sum;
      return sum + gzipBytes(file.type === "chunk" ? file.code : file.source);
    }, 0);
  const files = Object.values(bundle);
  const first = firstPageOf(bundle);
  const later = files.filter(
    (file) => file.type === "chunk" && file.isDynamicEntry && !first.has(file.fileName),
  );
  const styles = files.map(({ fileName }) => fileName).filter((name) => name.endsWith(".css"));
  return [
    { name: "first page", bytes: weigh(first), limit: limits.firstPage },
    { name: "style sheets", bytes: weigh(styles), limit: limits.styles },
    ...later.map(({ fileName }) => ({
      name: fileName.replace(/^.*\/|-.{8}\.js$/g, ""),
      bytes: Math.max(
        ...loadedBefore(fileName, bundle, first).map((before) =>
          weigh([...closureOf(fileName, bundle)].filter((loaded) => !before.has(loaded))),
        ),
      ),
      limit: limits.furtherPage,
    })),
  ];
}

function line({ name, bytes, limit }: Weight): string {
  const share = `${Math.round((bytes / limit) * 100)} %`.padStart(5);
  return `  ${name.padEnd(32)} ${String(bytes).padStart(7)} of ${limit} ${share}`;
}

/** Fails the build when a page grows past its limit; `isTold` lists what is near one. Measured as written, level 9. */
export function pageBudget(limits: PageLimits, isTold: boolean): Plugin {
  return {
    name: "page-budget",
    apply: "build",
    // Only once all is written: what a chunk preloads is put into it last.
    writeBundle(_options, bundle) {
      const weights = weightsOf(bundle, limits).toSorted(
        (a, b) => b.bytes / b.limit - a.bytes / a.limit,
      );
      const near = weights.filter(({ bytes, limit }) => bytes > NEAR * limit);
      if (isTold)
        console.log(
          ["Bytes of gzip, where they are near their limit:", ...near.map(line)].join("\n"),
        );
      const over = weights.filter(({ bytes, limit }) => bytes > limit);
      if (over.length > 0)
        this.error(`More than may be loaded, in bytes of gzip:\n${over.map(line).join("\n")}`);
    },
  };
}
