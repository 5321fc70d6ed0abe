import type { SANDBOX_SCENARIOS } from "#contract/local.ts";

export type Scenario = (typeof SANDBOX_SCENARIOS)[number];

/** What one will see in each scenario, in a sentence. */
export const SCENARIO_SHOWS: Record<Scenario, string> = {
  calm: "Every item gets its answer; a few calls fail on the way and pass on another attempt.",
  busy: "Two lanes are down and the others take three times as long: the quote says so before a cent is spent.",
  "partial-failure":
    "Some items are refused for good and one provider is down: a batch that ends amber, its failures grouped by cause.",
  "rate-limited":
    "One call in three is turned away with a time to wait: retries and the ladder bring the work through.",
  outage: "No lane answers. The batch fails honestly, and nothing is charged for it.",
  slow: "Ten times as slow, to watch each state go by, or to cancel halfway.",
};
