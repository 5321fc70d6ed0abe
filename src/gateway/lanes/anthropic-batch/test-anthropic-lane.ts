import type { BatchLane } from "../batch-lane.ts";
import type { ProviderAccess } from "../provider/ask-provider.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { connectionTo, providerLane, testAccess } from "../provider/test-provider-lane.ts";
import { createAnthropicBatchLane } from "./anthropic-batch-lane.ts";

/** A lane to a server of a test. */
export function anthropicLane(
  base_url: string,
  change: Partial<LaneConnection> = {},
  access: ProviderAccess = testAccess(),
): BatchLane {
  const connection = connectionTo(base_url, {
    key_header: "x-api-key",
    batch: {
      completion_window: "24h",
      limits: { items: 100, bytes: 1_000_000 },
      poll: { first_ms: 10, most_ms: 20 },
      give_up_ms: 3_600_000,
      endpoints: [],
    },
    ...change,
  });
  return createAnthropicBatchLane(providerLane("anthropic-batch"), connection, access);
}
