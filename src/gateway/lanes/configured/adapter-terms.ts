import type { Operation } from "#contract/catalog.ts";
import { MANIFEST_URLS, type ManifestUrl } from "#contract/manifest/line-format.ts";
import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { UpstreamLimits } from "../batch-lane.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";

type ProviderAdapter = ProviderCatalogLane["adapter"];

/** What is known of a kind of lane before its entry says anything. */
interface AdapterTerms {
  /** What it can be asked for at most. */
  operations: readonly Operation[];
  key_header: LaneConnection["key_header"];
  output_limit_field: LaneConnection["output_limit_field"];
  /** What its work takes, and how much of it succeeds, until something has been measured: a guess for a server of no known speed. */
  expected: ProviderCatalogLane["expected"];
  /** What the provider documents of its batches; null for a lane that is called once per item. */
  batch: (UpstreamLimits & { endpoints: readonly ManifestUrl[] }) | null;
}

const ONE_CALL = { median: 3_000, p95: 12_000 };
const HOUR_MS = 3_600_000;
/** Providers promise a day and mostly need an hour or less. */
const ONE_BATCH = { median: HOUR_MS, p95: 24 * HOUR_MS };

/** The kinds of lane that the file may have, one row each. */
export const ADAPTER_TERMS: Readonly<Record<ProviderAdapter, AdapterTerms>> = {
  "chat-completions": {
    operations: ["responses", "vision"],
    key_header: "authorization",
    output_limit_field: "max_tokens",
    expected: { latency_ms: ONE_CALL, turnaround_ms: null, success_rate: 0.99 },
    batch: null,
  },
  embeddings: {
    operations: ["embeddings"],
    key_header: "authorization",
    output_limit_field: "max_tokens",
    expected: {
      latency_ms: { median: 400, p95: 1_600 },
      turnaround_ms: null,
      success_rate: 0.99,
    },
    batch: null,
  },
  "openai-batch": {
    operations: ["responses", "vision", "embeddings"],
    key_header: "authorization",
    // OpenAI's reasoning models take no other; its older models take both.
    output_limit_field: "max_completion_tokens",
    expected: { latency_ms: ONE_CALL, turnaround_ms: ONE_BATCH, success_rate: 0.99 },
    // https://platform.openai.com/docs/api-reference/batch/create: 50,000 requests, 200 MB; the smaller reading of MB.
    batch: { items: 50_000, bytes: 200_000_000, endpoints: MANIFEST_URLS },
  },
};

/** The kinds of lane by name. */
export const PROVIDER_ADAPTERS = Object.keys(ADAPTER_TERMS) as ProviderAdapter[]; // the table has no other keys
