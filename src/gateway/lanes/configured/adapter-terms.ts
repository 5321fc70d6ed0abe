import type { Operation } from "#contract/catalog.ts";
import { MANIFEST_URLS, type ManifestUrl } from "#contract/manifest/line-format.ts";
import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { UpstreamLimits } from "../batch-lane.ts";
import { FRAME_BYTES } from "../anthropic-batch/requests-body.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";

type ProviderAdapter = ProviderCatalogLane["adapter"];

/** What is known of a kind of lane before its entry says anything. */
interface AdapterTerms {
  /** What it can be asked for at most. */
  operations: readonly Operation[];
  key_header: LaneConnection["key_header"];
  /** The version of the API where the lane itself puts it before every path; null where the base URL has it. */
  version_path: "/v1" | "/v1beta" | null;
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
    version_path: null,
    output_limit_field: "max_tokens",
    expected: { latency_ms: ONE_CALL, turnaround_ms: null, success_rate: 0.99 },
    batch: null,
  },
  embeddings: {
    operations: ["embeddings"],
    key_header: "authorization",
    version_path: null,
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
    version_path: null,
    // OpenAI's reasoning models take no other; its older models take both.
    output_limit_field: "max_completion_tokens",
    expected: { latency_ms: ONE_CALL, turnaround_ms: ONE_BATCH, success_rate: 0.99 },
    // https://platform.openai.com/docs/api-reference/batch/create: 50,000 requests, 200 MB; the smaller reading of MB.
    batch: { items: 50_000, bytes: 200_000_000, endpoints: MANIFEST_URLS },
  },
  "anthropic-batch": {
    operations: ["responses", "vision"],
    key_header: "x-api-key",
    version_path: "/v1",
    output_limit_field: "max_tokens",
    expected: { latency_ms: ONE_CALL, turnaround_ms: ONE_BATCH, success_rate: 0.99 },
    // https://platform.claude.com/docs/en/build-with-claude/batch-processing: 100,000 requests, 256 MB, of which ours that are no request are left out.
    batch: { items: 100_000, bytes: 256_000_000 - FRAME_BYTES, endpoints: [] },
  },
  "gemini-batch": {
    // Its batches of embeddings are another call, which Google calls experimental, and no item's form is translated into theirs.
    operations: ["responses", "vision"],
    key_header: "x-goog-api-key",
    version_path: "/v1beta",
    output_limit_field: "max_tokens",
    expected: { latency_ms: ONE_CALL, turnaround_ms: ONE_BATCH, success_rate: 0.99 },
    // https://ai.google.dev/gemini-api/docs/rate-limits: a file of 2 GB. No number of requests is documented: as many as the next has.
    batch: { items: 100_000, bytes: 2_000_000_000, endpoints: [] },
  },
};

/** The kinds of lane by name. */
export const PROVIDER_ADAPTERS = Object.keys(ADAPTER_TERMS) as ProviderAdapter[]; // the table has no other keys
