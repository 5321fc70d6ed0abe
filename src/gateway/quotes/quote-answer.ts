import type { Quote } from "#contract/quotes.ts";
import { quoteStatus, type StoredQuote } from "./quote-store.ts";

/** A quote as clients see it at this moment; what it locked inside stays inside. */
export function quoteAnswer(quote: StoredQuote, now: Date): Quote {
  return {
    quote_id: quote.id,
    kind: quote.kind,
    status: quoteStatus(quote, now),
    created_at: quote.created_at.toISOString(),
    expires_at: quote.expires_at.toISOString(),
    routing_mode: quote.routing_mode,
    sla_tier: quote.sla_tier,
    privacy_tier: quote.privacy_tier,
    allowed_regions: quote.allowed_regions,
    item_count: quote.item_count,
    models: quote.models,
    input_file_id: quote.input_file_id,
    batch_id: quote.batch_id,
    pricing_estimate: quote.pricing_estimate,
    model_lines: quote.model_lines,
    quote_lanes: quote.quote_lanes,
  };
}
