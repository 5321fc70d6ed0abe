import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

const run = promisify(execFile);

/** The console of BullMQ's queues: React and a router as ours, and as static files the one that npm carries to be served as it is. */
export const PEER_CONSOLE = "@bull-board/ui@9.10.2";

const TYPES = new Map([
  [".js", "text/javascript"],
  [".css", "text/css"],
  [".json", "application/json"],
  [".svg", "image/svg+xml"],
]);

/** What its page is told of where it is served. */
const PAGE = {
  basePath: "/",
  title: "Bull Dashboard",
  favIconDefault: "",
  favIconAlternative: "",
  uiConfig: "{}",
};
const NO_QUEUES = { stats: {}, queues: [] };

/** Fetches it from npm and serves it with no queues; false where npm cannot be reached. */
export async function withPeerConsole(work: (url: string) => Promise<void>): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "batchrouter-peer-"));
  try {
    const packed = await run("npm", ["pack", "--silent", PEER_CONSOLE], {
      cwd: folder,
      shell: process.platform === "win32",
    }).catch(() => undefined);
    if (packed === undefined) return false;
    await run("tar", ["-xzf", packed.stdout.trim()], { cwd: folder });
    await withStaticFiles(join(folder, "package", "dist"), work);
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withStaticFiles(
  folder: string,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const template = await readFile(join(folder, "index.ejs"), "utf8");
  const page = template.replaceAll(
    /<%[-=] (\w+) %>/g,
    (_tag, name: string) => PAGE[name as keyof typeof PAGE] ?? "",
  );
  async function answer(path: string): Promise<[type: string, body: string | Buffer]> {
    if (path.startsWith("/api/")) return ["application/json", JSON.stringify(NO_QUEUES)];
    const type = TYPES.get(extname(path));
    return type === undefined ? ["text/html", page] : [type, await readFile(join(folder, path))];
  }
  const server = createServer((request, response) => {
    answer(new URL(request.url ?? "/", "http://localhost").pathname).then(
      ([type, body]) => {
        response.writeHead(200, { "content-type": type, "content-encoding": "gzip" });
        return response.end(gzipSync(body));
      },
      () => response.writeHead(404).end(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const address = server.address();
    if (address === null || typeof address === "string")
      throw new Error("The peer console has no port.");
    await work(`http://127.0.0.1:${address.port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
