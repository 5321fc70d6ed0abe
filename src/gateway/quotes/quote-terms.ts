import type { PrivacyTier } from "#contract/catalog.ts";
import { SLA_HOURS, type RoutingMode, type SlaTier } from "#contract/quotes.ts";

/** What a quote is asked under, apart from the work itself. */
export interface QuoteTerms {
  routing_mode: RoutingMode;
  sla_tier: SlaTier;
  privacy_tier: PrivacyTier;
  /** With "global" among them, every region. */
  allowed_regions: readonly string[];
  hosted_tools: readonly string[];
  /** The most that the caller would pay, our fee included; null for no limit. */
  max_price_micros: bigint | null;
  fee_basis_points: number;
  assumed_output_tokens_per_item: number;
}

/** The seconds within which the tier promises to end. */
export function windowSeconds({ sla_tier }: Pick<QuoteTerms, "sla_tier">): number {
  return SLA_HOURS[sla_tier] * 3_600;
}
