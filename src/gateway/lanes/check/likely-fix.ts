import { isBatchAdapter } from "#contract/catalog.ts";
import type { CatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { LaneFailureCode } from "../lane.ts";

/** What whoever configured the lane most likely has to do; null where the failure's own message says it. */
const FIXES: Readonly<Record<LaneFailureCode, string | null>> = {
  provider_429:
    "Wait a little and try again; if it stays, give the lane a lower requests_per_minute or concurrency.",
  provider_500:
    "Check that the server is up and that the lane's base_url leads to it; if both are right, try again.",
  provider_timeout:
    "Try again, since a model that is being loaded is slow the first time; else raise the lane's timeout_ms or check its base_url.",
  provider_broken_json:
    "Check that the lane's base_url is the API's own, which mostly ends in /v1.",
  provider_half_answer:
    "Try again; if it stays, look at what stands between the gateway and the server.",
  provider_missing_answer: "Try again; if it stays, ask the provider what became of the item.",
  provider_expired: "Try again when the provider is less busy.",
  lane_unavailable: null,
  content_policy:
    "The item sent is harmless: look at the moderation that the provider's account has set.",
  invalid_input:
    "Check upstream_model and output_limit_field: the server takes the lane's address and key, but not this request.",
  context_length: "Check upstream_model: the item is shorter than any model's context.",
};

const SANDBOX_FIX =
  "A sandbox lane fails when it is told to: set the sandbox to the scenario calm, without failure rates.";

/** Where a lane that is handed whole batches was asked for its list of them, and for no model. */
const PROBE_FIXES: Readonly<Partial<Record<LaneFailureCode, string>>> = {
  provider_429: "Wait a little and try again; the provider bounds how often it is asked.",
  provider_timeout:
    "Try again, since listing batches is quick; else check the lane's base_url, or raise its timeout_ms.",
  provider_broken_json:
    "Check that the lane's base_url is the API's own, with /v1 at its end for openai-batch alone, and that the server has a batch API.",
};

/** The likely fix for a failure on a lane, in a sentence. */
export function likelyFix({ adapter }: Pick<CatalogLane, "adapter">, code: LaneFailureCode) {
  if (adapter === "sandbox") return SANDBOX_FIX;
  return (isBatchAdapter(adapter) ? PROBE_FIXES[code] : undefined) ?? FIXES[code];
}
