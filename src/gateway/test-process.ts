import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const TSX = import.meta.resolve("tsx");
const READY_WITHIN_MS = 30_000;
const LOOK_EVERY_MS = 25;

/** A gateway in a process of its own, from the source as it is. */
export class TestProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  #output = "";

  private constructor(port: number, child: ChildProcess) {
    this.url = `http://127.0.0.1:${port}`;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => void (this.#output += chunk.toString()));
  }

  /** Starts it with these settings and no others, on a port that they name. */
  static start(settings: { PORT: string } & Record<string, string>): TestProcess {
    const child = spawn(process.execPath, ["--import", TSX, MAIN], {
      env: { PATH: process.env.PATH, NODE_ENV: "test", ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new TestProcess(Number(settings.PORT), child);
  }

  /** What it has printed so far, both streams. */
  get output(): string {
    return this.#output;
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Resolves when it takes requests or runs jobs; rejects with what it printed when it ends instead. */
  async untilReady(): Promise<this> {
    const until = Date.now() + READY_WITHIN_MS;
    while (Date.now() < until && !this.#hasEnded) {
      const isReady = await fetch(`${this.url}/v1/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (isReady) return this;
      await delay(LOOK_EVERY_MS);
    }
    throw new Error(`The process did not get ready:\n${this.#output}`);
  }

  /** Sends a signal and gives the exit code once it is gone; null when a signal ended it. */
  async stop(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    if (!this.#hasEnded) {
      const gone = once(this.#child, "close");
      this.#child.kill(signal);
      await gone;
    }
    return this.#child.exitCode;
  }

  /** The exit code of one that is expected to give up by itself. */
  async end(): Promise<number | null> {
    if (!this.#hasEnded) await once(this.#child, "close");
    return this.#child.exitCode;
  }
}
