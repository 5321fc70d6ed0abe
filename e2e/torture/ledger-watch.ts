import { setTimeout as delay } from "node:timers/promises";
import type { LedgerEntry } from "#contract/accounts.ts";
import { contract } from "#contract/index.ts";
import { toMicros } from "#contract/primitives.ts";
import type { CarefulClient } from "./careful-client.ts";
import { allPages } from "./pages.ts";

const LOOK_EVERY_MS = 1_500;

/** All entries of the account's ledger, newest first. */
export function listLedger(client: CarefulClient): Promise<LedgerEntry[]> {
  return allPages((cursor) =>
    client.call(contract.accounts.ledger, {
      query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) },
    }),
  );
}

/** Looks again and again, while everything dies and comes back, whether the entries sum to balance and reserved. */
export class LedgerWatch {
  readonly #client: CarefulClient;
  readonly #over = new AbortController();
  readonly deviations: string[] = [];
  /** How often entries and account could be compared. */
  looks = 0;
  #watching: Promise<void> | undefined;

  constructor(client: CarefulClient) {
    this.#client = client;
  }

  start(): void {
    // It fails when the run gives up, which is told elsewhere.
    this.#watching = this.#watch().catch(() => undefined);
  }

  async end(): Promise<void> {
    this.#over.abort();
    await this.#watching;
    await this.#look().catch(() => undefined);
  }

  async #watch(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await this.#look();
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const newest = await this.#newest();
    const { credit_balance, credit_reserved } = await this.#client.call(contract.accounts.get, {});
    const entries = await listLedger(this.#client);
    // Only a look during which nothing was written tells of one moment.
    if (entries[0]?.id !== newest || (await this.#newest()) !== newest) return;
    this.looks += 1;
    const balance = sumOf(entries.map((entry) => entry.balance_change));
    const reserved = sumOf(entries.map((entry) => entry.reserved_change));
    if (balance !== toMicros(credit_balance) || reserved !== toMicros(credit_reserved)) {
      this.deviations.push(
        `The ledger sums to ${balance} and ${reserved} micro-dollars; the account says ${credit_balance.amount} and ${credit_reserved.amount}.`,
      );
    }
    if (balance < 0n || reserved < 0n) this.deviations.push("The ledger is below zero.");
  }

  async #newest(): Promise<string | undefined> {
    const { data } = await this.#client.call(contract.accounts.ledger, { query: { limit: 1 } });
    return data[0]?.id;
  }
}

/** In micro-dollars. */
function sumOf(changes: readonly { amount: string }[]): bigint {
  return changes.reduce((sum, change) => sum + toMicros(change), 0n);
}
