import type { Clock } from "../clock.ts";
import type { Database, Transaction } from "../database/database.ts";
import { failPoint } from "../fail-points/fail-point.ts";
import { LeaseLost } from "../queue/job.ts";
import { type AttemptOutcome, type DueDelivery, insertAttempts } from "./delivery-rounds-store.ts";
import { type DeliveryEnd, type EndAtEndpoint, noteDeliveryEnds } from "./endpoint-health-store.ts";
import { Together } from "../together.ts";

/** What came of an attempt, and what follows from it. */
export interface AttemptEntry {
  readonly delivery: Pick<DueDelivery, "id" | "round" | "webhook_id">;
  readonly outcome: AttemptOutcome;
  /** How the round has ended, or when it goes on. */
  readonly next: { readonly ended: DeliveryEnd } | { readonly at: Date };
  /** Whether the end says something of the endpoint: not where nothing was sent. */
  readonly countsForEndpoint: boolean;
  /** Ends the job, or puts it off; throws `LeaseLost`. */
  settleJob(tx: Transaction): Promise<void>;
}

/**
 * As many rows as a statement takes without making those behind it wait; and so far apart that where many are sent, a
 * transaction takes a dozen along, which it does at the cost of two.
 */
const ROUNDS = { most: 64, apartMs: 10 };

/**
 * Keeps attempts, those that are there at the same time in one transaction: each together with the end of its job, so that
 * a worker that lost the lease of a job keeps nothing of it, and loses nothing else.
 */
export class AttemptBook {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #entries = new Together<AttemptEntry, void>(ROUNDS, (entries) => this.#commit(entries));

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Resolves once the attempt has been committed; throws `LeaseLost`. */
  async keep(entry: AttemptEntry): Promise<void> {
    await this.#entries.run(entry);
  }

  async #commit(entries: readonly AttemptEntry[]): Promise<PromiseSettledResult<void>[]> {
    const now = this.#clock.now();
    const results = await this.#database.transaction(async (tx) => {
      // First, as everywhere: who has lost a job waits for nothing that its successor holds.
      const settled = await Promise.allSettled(entries.map((entry) => entry.settleJob(tx)));
      for (const result of settled)
        if (result.status === "rejected" && !(result.reason instanceof LeaseLost))
          throw result.reason;
      await writeAttempts(
        tx,
        entries.filter((_entry, at) => settled[at]?.status === "fulfilled"),
        now,
      );
      failPoint("before_attempt_commit");
      return settled;
    });
    failPoint("after_attempt_commit");
    return results;
  }
}

async function writeAttempts(
  tx: Transaction,
  entries: readonly AttemptEntry[],
  now: Date,
): Promise<void> {
  const attempts = entries.map(({ delivery, outcome, next }) => ({
    delivery,
    outcome,
    ...("ended" in next
      ? { status: next.ended, next_attempt_at: null, ended_at: now }
      : { status: "pending" as const, next_attempt_at: next.at, ended_at: null }),
  }));
  await insertAttempts(tx, attempts);
  await noteDeliveryEnds(tx, endsByEndpoint(entries), now);
}

/**
 * The ends that count, endpoint by endpoint in an order that all processes share, so that two never wait for each other;
 * of arrivals in a row the first says it all.
 */
function endsByEndpoint(entries: readonly AttemptEntry[]): EndAtEndpoint[] {
  const byEndpoint = new Map<bigint, DeliveryEnd[]>();
  for (const { delivery, next, countsForEndpoint } of entries) {
    if (!countsForEndpoint || !("ended" in next)) continue;
    const ends = byEndpoint.get(delivery.webhook_id) ?? [];
    if (next.ended !== "delivered" || ends.at(-1) !== "delivered") ends.push(next.ended);
    byEndpoint.set(delivery.webhook_id, ends);
  }
  return [...byEndpoint]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([webhook_id, ends]) => ends.map((ended) => ({ webhook_id, ended })));
}
