import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { BatchSettings } from "../provider/lane-connection.ts";
import { ADAPTER_TERMS } from "./adapter-terms.ts";
import type { LaneEntry } from "./lanes-file.ts";

/** A lane that answers each call by itself is done long before the shortest window that can be stated. */
const SHORTEST_WINDOW = "1h";
/** The one window that providers sell. */
const BATCH_WINDOW = "24h";

/** Within how many hours a lane means to end. */
export function completionWindowOf({ adapter, completion_window }: LaneEntry): string {
  if (ADAPTER_TERMS[adapter].batch === null) return SHORTEST_WINDOW;
  return completion_window ?? BATCH_WINDOW;
}

/** What quotes take for granted of a lane, as far as it says nothing of it. */
export function expectationOf({ adapter, expected }: LaneEntry): ProviderCatalogLane["expected"] {
  const known = ADAPTER_TERMS[adapter].expected;
  return {
    latency_ms: expected?.latency_ms ?? known.latency_ms,
    turnaround_ms: expected?.turnaround_ms ?? known.turnaround_ms,
    success_rate: expected?.success_rate ?? known.success_rate,
  };
}

/**
 * A look is one small request. Ten seconds show soon what a provider refuses at once; a minute adds two hundredths to the hour that batches
 * mostly take.
 */
const POLL_SECONDS = { first: 10, most: 60 };

/** A provider that ends an overdue batch itself still has to write down what was done of it, which has been paid for. */
const GRACE_SECONDS = 3_600;

/** How whole batches are handed to the provider of a lane; null for a lane that is called once per item. */
export function batchSettingsOf(entry: LaneEntry): BatchSettings | null {
  const known = ADAPTER_TERMS[entry.adapter].batch;
  if (known === null) return null;
  const { max_items, max_bytes, poll_seconds, give_up_seconds, endpoints } = entry.batch ?? {};
  const completion_window = completionWindowOf(entry);
  const { first, most } = poll_seconds ?? POLL_SECONDS;
  const windowSeconds = Number.parseInt(completion_window, 10) * 3_600;
  return {
    completion_window,
    limits: { items: max_items ?? known.items, bytes: max_bytes ?? known.bytes },
    poll: { first_ms: first * 1_000, most_ms: most * 1_000 },
    give_up_ms: (give_up_seconds ?? windowSeconds + GRACE_SECONDS) * 1_000,
    endpoints: endpoints ?? known.endpoints,
  };
}
