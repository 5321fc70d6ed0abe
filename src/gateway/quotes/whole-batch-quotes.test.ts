import { describe, expect, it } from "vitest";
import { type AddedLane, withLanes } from "../catalog/with-lanes.ts";
import type { QuoteTerms } from "./quote-terms.ts";
import type { QuoteFigures } from "./quote-work.ts";
import {
  bundledCatalog,
  figuresOf,
  groupOf,
  now,
  rejectionOf,
  selectedOf,
} from "./test-quoting.ts";

describe("a lane that is handed whole batches", () => {
  const hour = 3_600_000;
  function quotedWith(p95: number, routing_mode: QuoteTerms["routing_mode"]): QuoteFigures {
    const lane: AddedLane["lane"] = {
      lane_id: "lane_whole",
      adapter: "chat-completions",
      provider: "Whole",
      display_name: "Whole batches",
      region: "us",
      privacy_tiers: ["standard"],
      hosted_tools: [],
      completion_window: "24h",
      concurrency: 1,
      requests_per_minute: null,
      expected: {
        latency_ms: { median: 1_000, p95: 1_000 },
        turnaround_ms: { median: 2 * hour, p95 },
        success_rate: 1,
      },
    };
    const offering = {
      model: "gpt-4o-mini",
      hosted_tools: [],
      input_price_per_million: "0.01",
      output_price_per_million: "0.01",
      batch_discount: "0",
      source: "a test",
      read_on: null,
      confirmed: true,
    };
    const catalog = withLanes(bundledCatalog, {
      lanes: [{ lane, offerings: [offering] }],
      models: [],
      keepsSandbox: true,
    });
    const groups = [groupOf(["gpt-4o-mini"], 500), groupOf(["gpt-4o-mini"], 700)];
    return figuresOf(groups, { routing_mode }, new Map(), catalog);
  }

  it("ends after its turnaround, however many items and groups there are", () => {
    const [first] = selectedOf(quotedWith(6 * hour, "cheapest"));
    expect(first).toMatchObject({
      lane_id: "lane_whole",
      estimated_completion_at: new Date(now.getTime() + 2 * hour).toISOString(),
      figures: { expected_seconds: 7_200, late_seconds: 21_600, measured_calls: null },
    });
  });

  it("is held against the deadline by its 95th of 100", () => {
    expect(rejectionOf(quotedWith(25 * hour, "cheapest"), "lane_whole")).toEqual({
      code: "deadline_not_reachable",
      message: "The work would take 25 h one time in twenty; standard promises 24 h.",
    });
  });

  it("is left by sla_aware when its 95th of 100 fills more than half of the window", () => {
    expect(selectedOf(quotedWith(11 * hour, "sla_aware"))[0]?.lane_id).toBe("lane_whole");
    expect(selectedOf(quotedWith(13 * hour, "sla_aware"))[0]?.lane_id).not.toBe("lane_whole");
  });

  it("is left by fastest for a lane that ends sooner", () => {
    expect(selectedOf(quotedWith(6 * hour, "fastest"))[0]?.lane_id).not.toBe("lane_whole");
  });
});
