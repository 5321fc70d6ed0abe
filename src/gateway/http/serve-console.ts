import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { pageLink } from "./page-links.ts";

const TYPES: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".jsonl": "application/x-ndjson",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

const UNKNOWN_TYPE = "application/octet-stream";

const NOT_BUILT =
  "The console is not built yet: run `npm run build`, then reload this page. The API answers already.\n";

/** Answers a request for the console's files or pages; undefined when the path is none of its own. */
export type ConsoleServer = (request: Request) => Promise<Response | undefined>;

/**
 * Serves the built console: files in the smallest form that the build has and the client takes (those under /assets carry
 * their hash in the name and are kept forever), and
 * `index.html` for every other address that a browser navigates to, so that the console's own routes can be reloaded, with
 * links to what the page there needs.
 */
export function createConsoleServer(directory: string): ConsoleServer {
  const root = resolve(directory);

  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const path = pathOf(request.url);
    if (path === undefined) return undefined;
    const encodings = acceptedEncodings(request);
    const file = path === "/" ? undefined : await openFile(root, path, encodings);
    if (file !== undefined) return answerFile(request, file, path);
    if (!isNavigation(request)) return undefined;
    const index = await openFile(root, "/index.html", encodings);
    if (index === undefined) {
      return new Response(NOT_BUILT, {
        status: 503,
        headers: { "content-type": "text/plain; charset=utf-8" },
      });
    }
    const link = await pageLink(root, path);
    return answerFile(request, index, "/index.html", link === undefined ? {} : { link });
  };
}

function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
}

function isNavigation(request: Request): boolean {
  return (request.headers.get("accept") ?? "").includes("text/html");
}

/** The forms that the build keeps beside a text file, the smaller first. */
const ENCODINGS = [
  { name: "br", suffix: ".br" },
  { name: "gzip", suffix: ".gz" },
] as const;
type Encoding = (typeof ENCODINGS)[number];

function acceptedEncodings(request: Request): readonly Encoding[] {
  const accepted = new Set(
    (request.headers.get("accept-encoding") ?? "")
      .split(",")
      .map((part) => part.trim().toLowerCase())
      .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
      .map((part) => part.replace(/\s*;.*$/, "")),
  );
  return ENCODINGS.filter(({ name }) => accepted.has(name));
}

interface OpenedFile {
  location: string;
  /** Absent where it is sent as it is. */
  encoding?: Encoding["name"];
  sizeBytes: number;
  tag: string;
}

async function openFile(
  root: string,
  path: string,
  encodings: readonly Encoding[],
): Promise<OpenedFile | undefined> {
  if (path.includes("\0")) return undefined;
  const location = resolve(root, `.${path}`);
  if (!location.startsWith(root + sep)) return undefined;
  for (const { name, suffix } of encodings) {
    const compressed = await look(location + suffix);
    if (compressed !== undefined) return { ...compressed, encoding: name };
  }
  return look(location);
}

async function look(location: string): Promise<OpenedFile | undefined> {
  try {
    const found = await stat(location);
    if (!found.isFile()) return undefined;
    return {
      location,
      sizeBytes: found.size,
      tag: `"${found.size.toString(36)}-${found.mtimeMs.toString(36)}"`,
    };
  } catch {
    return undefined;
  }
}

function answerFile(
  request: Request,
  file: OpenedFile,
  path: string,
  more: Record<string, string> = {},
): Response {
  const headers = {
    ...more,
    "content-type": TYPES[extname(file.location.replace(/\.(?:br|gz)$/, ""))] ?? UNKNOWN_TYPE,
    ...(file.encoding === undefined ? {} : { "content-encoding": file.encoding }),
    vary: "accept-encoding",
    "cache-control": path.startsWith("/assets/")
      ? "public, max-age=31536000, immutable"
      : "no-cache",
    etag: file.tag,
  };
  if (request.headers.get("if-none-match") === file.tag)
    return new Response(null, { status: 304, headers });
  const sized = { ...headers, "content-length": String(file.sizeBytes) };
  if (request.method === "HEAD") return new Response(null, { headers: sized });
  // Node's web streams are the platform's; only their type declarations have two names.
  const body = Readable.toWeb(createReadStream(file.location)) as ReadableStream<Uint8Array>;
  return new Response(body, { headers: sized });
}
