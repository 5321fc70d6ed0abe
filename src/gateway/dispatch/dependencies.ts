import type { RandomBytes } from "#contract/random-bytes.ts";
import type { Credits } from "#gateway/accounts/credits.ts";
import type { BatchEnding, BatchRow } from "#gateway/batches/store.ts";
import type { ArtifactLinks } from "#gateway/batches/artifact-links.ts";
import type { Clock } from "#gateway/clock.ts";
import type { Chance } from "#gateway/chance.ts";
import type { Database, Transaction } from "#gateway/database/database.ts";
import type { BackoffSettings, Lane } from "#gateway/lanes/lane.ts";
import type { Queue } from "#gateway/queue/queue.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import type { WebhookOutbox } from "#gateway/webhooks/webhook-outbox.ts";
import type { EndingWatch } from "./ending-watch.ts";
import type { UnitLimits } from "./unit-limits.ts";
import type { UnitTally } from "./unit-tally.ts";

/** The states in which a batch ends. */
export type EndedStatus = "completed" | BatchEnding;

/** A batch that is about to end. */
interface EndingBatch {
  /** As it was when its last item was done: `completing`, its artifacts not yet on it. */
  batch: BatchRow;
  status: EndedStatus;
}

/**
 * Told of every batch that ends. What it needs from storage it reads before; what it returns runs in the transaction in
 * which the batch ends.
 */
export type BatchEndListener = (
  ending: EndingBatch,
) => Promise<(tx: Transaction, ended: BatchRow) => Promise<void>>;

/** What the jobs of dispatch work with. */
export interface DispatchDependencies {
  database: Database;
  queue: Queue;
  storage: ArtifactStorage;
  clock: Clock;
  entropy: RandomBytes;
  credits: Credits;
  webhooks: WebhookOutbox;
  links: ArtifactLinks;
  /** By lane id. */
  lanes: ReadonlyMap<string, Lane>;
  /** For lanes without a pacing of their own; asked at each wait between attempts. */
  backoff: () => Readonly<BackoffSettings>;
  /** From 0 up to 1, for jitter; `use` names the wait that it is for. */
  random: Chance;
  /** Rejects with the signal's reason when that aborts first. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  endings: EndingWatch;
  endListeners: readonly BatchEndListener[];
  /** What the units that this process has in hand may take together; each runs its items with its lanes' concurrency. */
  unitLimits: UnitLimits;
  /** Told of each unit whose outcome has committed. */
  onUnitCommitted?: (tally: UnitTally) => void;
}
