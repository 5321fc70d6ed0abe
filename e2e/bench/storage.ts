import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SERVER = "src/test-servers/s3rver-process.ts";
const MEASURE = "src/gateway/storage/measure-storage.ts";

/**
 * Prints how fast artifacts are written to and read from a folder and an S3-compatible server, beside what plain requests
 * to that server take, and the most memory that 1 GiB takes. Each side is a process of its own.
 */
export async function measureStorage(): Promise<void> {
  const server = spawn(process.execPath, ["--import", "tsx", SERVER], {
    cwd: ROOT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const [port] = await once(createInterface(server.stdout), "line");
    const measured = spawn(
      process.execPath,
      ["--expose-gc", "--import", "tsx", MEASURE, `http://127.0.0.1:${String(port)}`],
      { cwd: ROOT, stdio: "inherit" },
    );
    const [code] = await once(measured, "exit");
    if (code !== 0) throw new Error(`Measuring the storage ended with ${String(code)}.`);
  } finally {
    server.stdin.end();
    await once(server, "exit");
  }
}
