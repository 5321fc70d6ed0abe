import { setTimeout as delay } from "node:timers/promises";
import { contract } from "#contract/index.ts";
import type { SandboxSettings } from "#contract/local.ts";
import type { CarefulClient } from "./careful-client.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Every way in which a provider fails, at rates at which most items are answered in the end. */
const FAILURE_RATES = {
  provider_429: 0.08,
  provider_500: 0.08,
  provider_timeout: 0.04,
  provider_broken_json: 0.06,
  provider_half_answer: 0.06,
  content_policy: 0.03,
  invalid_input: 0.02,
};
const SCENARIOS = ["calm", "calm", "calm", "busy", "partial-failure", "rate-limited"] as const;

const FAIR: Partial<SandboxSettings> = {
  scenario: "calm",
  speed: 500,
  failure_rates: FAILURE_RATES,
  deadline_seconds: null,
};

/** Changes how the lanes fare every second or so: failures of all kinds, lanes that are down, outages, short deadlines. */
export class Weather {
  readonly #client: CarefulClient;
  readonly #random: SeededRandom;
  readonly #over = new AbortController();
  #changes: Promise<void> | undefined;
  outages = 0;

  constructor(client: CarefulClient, random: SeededRandom) {
    this.#client = client;
    this.#random = random;
  }

  start(): void {
    // It fails when the run gives up, which is told elsewhere.
    this.#changes = this.#change().catch(() => undefined);
  }

  /** Fair from here on: lanes still fail, none is down, deadlines are the tiers'. */
  async end(): Promise<void> {
    this.#over.abort();
    await this.#changes;
    await this.#set(FAIR).catch(() => undefined);
  }

  async #change(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await this.#set({
        ...FAIR,
        scenario: this.#random.pick(SCENARIOS),
        deadline_seconds: this.#random.chance(0.25) ? this.#random.between(1, 4) : null,
      });
      await this.#pause(this.#random.between(700, 2_000));
      if (signal.aborted || !this.#random.chance(0.12)) continue;
      this.outages += 1;
      await this.#set({ scenario: "outage" });
      await this.#pause(this.#random.between(100, 400));
    }
  }

  async #pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#over.signal }).catch(() => undefined);
  }

  async #set(body: Partial<SandboxSettings>): Promise<void> {
    await this.#client.call(contract.local.setSandbox, { body });
  }
}
