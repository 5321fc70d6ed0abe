import type { LANE_ADAPTERS, PrivacyTier } from "#contract/catalog.ts";
import type { CatalogFile } from "./catalog-file.ts";

/** What quotes take for granted of a lane until something has been measured. */
interface LaneExpectation {
  /** Of one call, in milliseconds. */
  latency_ms: { median: number; p95: number };
  /** Of a whole batch, however many items it has, in milliseconds; null for a lane that is called once per item. */
  turnaround_ms: { median: number; p95: number } | null;
  /** The share of calls that succeed, from 0 to 1. */
  success_rate: number;
}

/** A way to run work at one provider in one region, whatever carries it out. */
interface LaneTerms {
  lane_id: string;
  provider: string;
  display_name: string;
  /** Where the work is processed; "global" is anywhere. */
  region: string;
  privacy_tiers: PrivacyTier[];
  hosted_tools: string[];
  /** Hours like "24h": within which the lane means to end. */
  completion_window: string;
  /** Calls that the lane takes at once. */
  concurrency: number;
  /** Calls that may begin within a minute; null where none are counted. */
  requests_per_minute: number | null;
  expected: LaneExpectation;
}

/** A lane that this machine plays: it stands in for a provider. */
export interface SandboxCatalogLane extends LaneTerms {
  adapter: "sandbox";
  sandbox: Omit<CatalogFile["lanes"][number]["sandbox"], "concurrency">;
}

/** A lane that calls a provider. How it is reached is kept elsewhere, so that no answer made of the catalog can tell it. */
export interface ProviderCatalogLane extends LaneTerms {
  adapter: Exclude<(typeof LANE_ADAPTERS)[number], "sandbox">;
}

/** Any lane of the catalog; `adapter` tells them apart. */
export type CatalogLane = SandboxCatalogLane | ProviderCatalogLane;

/** The sandbox lane that an entry of the data file describes; what it plays is also what is expected of it. */
export function sandboxLaneOf(entry: CatalogFile["lanes"][number]): SandboxCatalogLane {
  const { batch_terms: _, sandbox, ...terms } = entry;
  const { concurrency, ...played } = sandbox;
  const { latency_ms, failure_rate, rate_limit_rate } = played;
  return {
    ...terms,
    concurrency,
    requests_per_minute: null,
    expected: {
      latency_ms,
      turnaround_ms: null,
      success_rate: 1 - failure_rate - rate_limit_rate,
    },
    sandbox: played,
  };
}
