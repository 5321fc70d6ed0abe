import { setTimeout as delay } from "node:timers/promises";

export interface TogetherOptions {
  /** How many entries it takes along at a time. */
  readonly most: number;
  /** How long after the beginning of the work before the next may begin, at the earliest: the longer, the more of them it takes along. */
  readonly apartMs?: number;
}

interface Asked<Entry, Result> {
  readonly entry: Entry;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Does as one what is asked for at the same moment or while such work is under way: a database takes a hundred rows at
 * once about as fast as one. `work` answers for each entry, in their order; where it rejects, each entry is done by itself, so
 * that one which cannot be done spoils none beside it.
 */
export class Together<Entry, Result> {
  readonly #most: number;
  readonly #apartMs: number;
  readonly #work: (entries: readonly Entry[]) => Promise<PromiseSettledResult<Result>[]>;
  readonly #asked: Asked<Entry, Result>[] = [];
  #isWorking = false;
  #mayBeginAtMs = 0;

  constructor(
    { most, apartMs = 0 }: TogetherOptions,
    work: (entries: readonly Entry[]) => Promise<PromiseSettledResult<Result>[]>,
  ) {
    this.#most = most;
    this.#apartMs = apartMs;
    this.#work = work;
  }

  run(entry: Entry): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ entry, resolve, reject });
      if (this.#isWorking) return;
      this.#isWorking = true;
      // What is asked for in the same turn is taken along.
      queueMicrotask(() => void this.#workOff());
    });
  }

  async #workOff(): Promise<void> {
    while (this.#asked.length > 0) {
      const earlyMs = this.#mayBeginAtMs - performance.now();
      if (earlyMs > 0) await delay(earlyMs);
      this.#mayBeginAtMs = performance.now() + this.#apartMs;
      const asked = this.#asked.splice(0, this.#most);
      const results = await this.#settled(asked.map(({ entry }) => entry));
      asked.forEach(({ resolve, reject }, at) => {
        const result = results[at];
        if (result?.status === "fulfilled") resolve(result.value);
        else reject(result?.reason ?? new TypeError("There is no answer for this entry."));
      });
    }
    this.#isWorking = false;
  }

  async #settled(entries: readonly Entry[]): Promise<PromiseSettledResult<Result>[]> {
    try {
      return await this.#work(entries);
    } catch (reason) {
      if (entries.length === 1) return [{ status: "rejected", reason }];
    }
    const results: PromiseSettledResult<Result>[] = [];
    for (const entry of entries) results.push(...(await this.#settled([entry])));
    return results;
  }
}
