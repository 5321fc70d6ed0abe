import { setTimeout as delay } from "node:timers/promises";
import { PostgresServer } from "#test-servers/postgres-server.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Between two restarts of the server, in milliseconds. */
const LEAST_PEACE_MS = 3_000;
const MOST_PEACE_MS = 8_000;
const LONGEST_AWAY_MS = 1_500;

/** A PostgreSQL server of the run's own that is made to crash every few seconds. */
export class TortureServer {
  readonly url: string;
  readonly #server: PostgresServer;
  readonly #random: SeededRandom;
  readonly #over = new AbortController();
  #restarting: Promise<void> = Promise.resolve();
  restarts = 0;

  private constructor(url: string, server: PostgresServer, random: SeededRandom) {
    this.url = url;
    this.#server = server;
    this.#random = random;
  }

  static async start(random: SeededRandom): Promise<TortureServer> {
    const server = await PostgresServer.create();
    return new TortureServer(await server.createDatabase("torture"), server, random);
  }

  /** From here on it crashes, and is started again, every few seconds. */
  beginRestarts(): void {
    this.#restarting = this.#restartUntilOver();
  }

  /** It stays up from here on. */
  async endRestarts(): Promise<void> {
    this.#over.abort();
    await this.#restarting;
  }

  async dispose(): Promise<void> {
    await this.endRestarts();
    await this.#server.dispose();
  }

  async #restartUntilOver(): Promise<void> {
    const { signal } = this.#over;
    for (;;) {
      const peaceMs = this.#random.between(LEAST_PEACE_MS, MOST_PEACE_MS);
      await delay(peaceMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#server.stop(this.#random.chance(0.5) ? "immediate" : "kill");
      await delay(this.#random.between(0, LONGEST_AWAY_MS));
      await this.#server.start();
      this.restarts += 1;
    }
  }
}
