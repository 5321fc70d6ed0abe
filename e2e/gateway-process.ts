import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "#test-servers/free-port.ts";
import { createGatewayDatabase, type GatewayDatabase } from "./gateway-database.ts";

const MAIN = fileURLToPath(new URL("../dist/gateway/main.js", import.meta.url));
const COMMAND = fileURLToPath(new URL("../dist/gateway/command.js", import.meta.url));
const WITHOUT_NAMES = new URL("without-names.mjs", import.meta.url).href;
const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** A real gateway as `npm start` runs it, on a data folder and a port of its own, with no way off this machine. */
export class GatewayProcess {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  /** Null where the database lies in the folder. */
  readonly #database: GatewayDatabase | null;
  #child: ChildProcess | undefined;
  readonly #settings: Readonly<Record<string, string>>;
  #output = "";

  private constructor(
    port: number,
    folder: string,
    database: GatewayDatabase | null,
    settings: Readonly<Record<string, string>>,
  ) {
    this.#port = port;
    this.#folder = folder;
    this.#database = database;
    this.#settings = settings;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** `settings` are further variables of its environment. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<GatewayProcess> {
    const folder = await mkdtemp(join(tmpdir(), "batchrouter-e2e-"));
    const gateway = new GatewayProcess(
      await freePort(),
      folder,
      await createGatewayDatabase(),
      settings,
    );
    await gateway.start();
    return gateway;
  }

  /** Where it keeps all that it keeps. */
  get dataFolder(): string {
    return this.#folder;
  }

  /** Of the process that was started last. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("The gateway has not been started.");
    return pid;
  }

  /** Where it keeps its artifacts: for a test that damages one. */
  get artifactsFolder(): string {
    return join(this.#folder, "artifacts");
  }

  /** What it has printed so far, both streams. */
  get output(): string {
    return this.#output;
  }

  /** Starts it on the same folder and port, and waits until it says that it is healthy. */
  async start(): Promise<void> {
    const child = this.#spawn(this.#port);
    this.#child = child;
    this.#collect(child, (text) => {
      this.#output += text;
    });
    await this.#untilHealthy(child);
  }

  /** A second process on the folder of this one, which is expected to give up: its exit code and what it printed. */
  async startRival(): Promise<{ exitCode: number | null; output: string }> {
    const child = this.#spawn(await freePort());
    let output = "";
    this.#collect(child, (text) => {
      output += text;
    });
    await once(child, "close");
    return { exitCode: child.exitCode, output };
  }

  /** Runs one of the operator's commands on its folder: the exit code and what it printed. */
  async runCommand(...words: string[]): Promise<{ exitCode: number | null; output: string }> {
    const child = this.#spawn(this.#port, COMMAND, words);
    let output = "";
    this.#collect(child, (text) => {
      output += text;
    });
    await once(child, "close");
    return { exitCode: child.exitCode, output };
  }

  #spawn(port: number, program = MAIN, words: readonly string[] = []): ChildProcess {
    return spawn(process.execPath, ["--import", WITHOUT_NAMES, program, ...words], {
      env: {
        ...process.env,
        PORT: String(port),
        BATCHROUTER_DATA_DIR: this.#folder,
        DATABASE_URL: this.#database?.url ?? "",
        SMTP_URL: "",
        ...this.#settings,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  #collect(child: ChildProcess, take: (text: string) => void): void {
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => take(chunk.toString()));
  }

  async #untilHealthy(child: ChildProcess): Promise<void> {
    const until = Date.now() + READY_WITHIN_MS;
    while (Date.now() < until) {
      if (hasEnded(child)) throw new Error(`The gateway ended at once:\n${this.#output}`);
      const isHealthy = await fetch(`${this.url}/v1/health`).then(
        (response) => response.ok,
        () => false,
      );
      if (isHealthy) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    throw new Error(`The gateway did not get ready:\n${this.#output}`);
  }

  /** Ends it as a crash does (`SIGKILL`) or as a person does (`SIGTERM`), waits until it is gone, and gives its exit code. */
  async stop(signal: "SIGKILL" | "SIGTERM" = "SIGTERM"): Promise<number | null> {
    const child = this.#child;
    if (child === undefined) return null;
    if (!hasEnded(child)) {
      child.kill(signal);
      await once(child, "exit");
    }
    return child.exitCode;
  }

  /** Removes all that a stopped one has kept. */
  async empty(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder);
    await this.#database?.empty();
  }

  /** Ends it and removes its folder. */
  async dispose(): Promise<void> {
    await this.stop("SIGKILL");
    await rm(this.#folder, { recursive: true, force: true });
    await this.#database?.dispose();
  }
}
