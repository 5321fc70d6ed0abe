import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../dist/gateway/main.js", import.meta.url));
const READY_WITHIN_MS = 60_000;

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No port");
  return address.port;
}

/** A real gateway as `npm start` runs it, on a data folder and a port of its own. */
export class GatewayProcess {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #output = "";

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<GatewayProcess> {
    const folder = await mkdtemp(join(tmpdir(), "batchrouter-e2e-"));
    const gateway = new GatewayProcess(await freePort(), folder);
    await gateway.start();
    return gateway;
  }

  /** What it has printed so far, both streams. */
  get output(): string {
    return this.#output;
  }

  /** Starts it on the same folder and port, and waits until it says that it is healthy. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        PORT: String(this.#port),
        BATCHROUTER_DATA_DIR: this.#folder,
        SMTP_URL: "",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
    await this.#untilHealthy(child);
  }

  async #untilHealthy(child: ChildProcess): Promise<void> {
    const until = Date.now() + READY_WITHIN_MS;
    while (Date.now() < until) {
      if (child.exitCode !== null) throw new Error(`The gateway ended at once:\n${this.#output}`);
      const isHealthy = await fetch(`${this.url}/v1/health`).then(
        (response) => response.ok,
        () => false,
      );
      if (isHealthy) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`The gateway did not get ready:\n${this.#output}`);
  }

  /** Ends it as a crash does (`SIGKILL`) or as a person does (`SIGTERM`), and waits until it is gone. */
  async stop(signal: "SIGKILL" | "SIGTERM" = "SIGTERM"): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null;
    child.kill(signal);
    await once(child, "exit");
    return child.exitCode;
  }

  /** Ends it and removes its folder. */
  async dispose(): Promise<void> {
    await this.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
