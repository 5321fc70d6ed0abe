import { MANIFEST_URLS } from "#contract/manifest/line-format.ts";
import type { BatchLane } from "../batch-lane.ts";
import type { ProviderAccess } from "../provider/ask-provider.ts";
import type { BatchSettings, LaneConnection } from "../provider/lane-connection.ts";
import { connectionTo, providerLane } from "../provider/test-provider-lane.ts";
import { createOpenAiBatchLane } from "./openai-batch-lane.ts";

/** What a lane is told of batches that says nothing of them itself. */
export const BATCH: BatchSettings = {
  completion_window: "24h",
  limits: { items: 50_000, bytes: 200_000_000 },
  poll: { first_ms: 10_000, most_ms: 60_000 },
  give_up_ms: 90_000_000,
  endpoints: MANIFEST_URLS,
};

/** A lane to a server of a test. */
export function openAiBatchLane(
  base_url: string,
  timeout_ms: number,
  access: ProviderAccess,
  change: Partial<LaneConnection> = {},
): BatchLane {
  const connection = connectionTo(base_url, { timeout_ms, batch: BATCH, ...change });
  return createOpenAiBatchLane(providerLane("openai-batch"), connection, access);
}
