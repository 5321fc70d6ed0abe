import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const EVERY_MS = 200;
const MEBIBYTE = 1024 ** 2;

/** Memory in MiB: of the whole process, and what its main thread says of its heap and of what lies beside that. */
export interface MemorySample {
  rss: number;
  heap_used: number;
  external: number;
}

/** What a gateway's environment needs for its heap to be told beside its resident memory. */
export function memoryReporting(file: string): Record<string, string> {
  const reporter = fileURLToPath(new URL("report-memory.mjs", import.meta.url));
  return { NODE_OPTIONS: `--import=${reporter}`, BENCH_MEMORY_FILE: file };
}

/** Samples the memory of a process every 200 ms. */
export class ProcessMemory {
  readonly #pid: number;
  readonly #file: string;
  readonly #timer: NodeJS.Timeout;
  #highest: MemorySample = { rss: 0, heap_used: 0, external: 0 };

  constructor(pid: number, file: string) {
    this.#pid = pid;
    this.#file = file;
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  /** As it is at this moment. */
  now(): MemorySample {
    return { rss: residentMib(this.#pid), ...reportedMib(this.#file) };
  }

  /** The highest of each since the last call, each at its own moment. */
  takeHighest(): MemorySample {
    this.#look();
    const highest = this.#highest;
    this.#highest = { rss: 0, heap_used: 0, external: 0 };
    return highest;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = this.now();
    this.#highest = {
      rss: Math.max(this.#highest.rss, now.rss),
      heap_used: Math.max(this.#highest.heap_used, now.heap_used),
      external: Math.max(this.#highest.external, now.external),
    };
  }
}

function residentMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}

function reportedMib(file: string): Omit<MemorySample, "rss"> {
  const usage: Partial<NodeJS.MemoryUsage> = JSON.parse(readFileSync(file, "utf8"));
  return {
    heap_used: (usage.heapUsed ?? Number.NaN) / MEBIBYTE,
    external: (usage.external ?? Number.NaN) / MEBIBYTE,
  };
}
