import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { ProviderAccess } from "./ask-provider.ts";
import type { LaneConnection } from "./lane-connection.ts";
import { createLaneEgress } from "./lane-egress.ts";
import { ProviderSecret } from "./provider-secret.ts";

/** What the lanes of these tests send as their key. */
export const TEST_KEY = "sk-test-0123456789";

const NOW = new Date("2026-11-30T12:00:00.000Z");

/** The real way out, and a clock that stands still. */
export function testAccess(): ProviderAccess {
  return { open: createLaneEgress().open, now: () => NOW };
}

/** A lane of the catalog to a server of a test. */
export function providerLane(adapter: ProviderCatalogLane["adapter"]): ProviderCatalogLane {
  return {
    lane_id: "lane_test",
    adapter,
    provider: "Test",
    display_name: "Test server",
    region: "global",
    privacy_tiers: ["standard"],
    hosted_tools: [],
    completion_window: "1h",
    concurrency: 8,
    requests_per_minute: null,
    expected: { latency_ms: { median: 100, p95: 200 }, turnaround_ms: null, success_rate: 1 },
  };
}

/** How that lane gets there. */
export function connectionTo(
  base_url: string,
  change: Partial<LaneConnection> = {},
): LaneConnection {
  return {
    lane_id: "lane_test",
    display_name: "Test server",
    base_url,
    secret: new ProviderSecret("TEST_API_KEY", TEST_KEY),
    key_header: "authorization",
    headers: {},
    timeout_ms: 10_000,
    output_limit_field: "max_tokens",
    upstream_models: new Map([
      ["gpt-4o-mini", { name: "upstream/mini", max_output_tokens: 4_096 }],
    ]),
    batch: null,
    ...change,
  };
}
