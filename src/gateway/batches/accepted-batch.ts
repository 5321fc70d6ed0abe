import type { ManifestUrl } from "#contract/manifest/line-format.ts";
import {
  type ApiKeyId,
  type BatchId,
  type FileId,
  type OrgId,
  type QuoteId,
  type RunId,
  toMoney,
} from "#contract/primitives.ts";
import type { PricingEstimate } from "#contract/quotes.ts";
import type { WebhookInput } from "#contract/webhook-events.ts";
import type { StoredFile } from "#gateway/files/file-store.ts";
import type { PricedBatch } from "#gateway/quotes/price-batch.ts";
import { feePercentText } from "#gateway/quotes/pricing.ts";
import type { StoredQuote } from "#gateway/quotes/quote-store.ts";
import type { WorkGroup } from "#gateway/quotes/work.ts";
import type { Ladder } from "./ladder.ts";
import type { LockedLane } from "./lane-store.ts";
import type { AcceptedBatch } from "./store.ts";

/** The checked input of a batch: a file that lies in storage. */
export interface BatchInput {
  input_file_id: FileId;
  groups: readonly WorkGroup[];
  /** The endpoint that all its lines are for; null where they are for several, or nobody knows. */
  endpoint: ManifestUrl | null;
  basis: PricingEstimate["basis"];
}

/** A file as the input of a batch, with what lanes cannot be asked for in its groups. */
export function inputOf(
  { id, urls }: Pick<StoredFile, "id" | "urls">,
  groups: BatchInput["groups"],
  basis: BatchInput["basis"],
): BatchInput {
  const [use, ...others] = urls ?? [];
  const endpoint = others.length === 0 ? (use?.url ?? null) : null;
  return { input_file_id: id, groups, endpoint, basis };
}

/** What the caller says of the quote's terms besides; each must agree with the quote. */
type AgreedTerms = Partial<
  Pick<StoredQuote, "routing_mode" | "sla_tier" | "privacy_tier" | "allowed_regions">
>;

/** A batch as its caller asks for it. */
export interface BatchSubmission {
  org_id: OrgId;
  /** The key that it is submitted with; null for a session. */
  api_key_id: ApiKeyId | null;
  run_id: RunId | null;
  quote_id: QuoteId;
  input: BatchInput;
  terms: { [Name in keyof AgreedTerms]: AgreedTerms[Name] | undefined };
  webhook: WebhookInput | undefined;
  metadata: Record<string, string>;
  parent_batch_id: BatchId | null;
}

/** A batch that its quote covers, priced. */
export type CoveredBatch = Extract<PricedBatch, { ok: true }>;

/** A batch as it is accepted: what its submission and its quote say, at the price of its real items. */
export function acceptedBatch(
  submission: BatchSubmission,
  quote: StoredQuote,
  priced: CoveredBatch,
  own: Pick<AcceptedBatch, "id" | "batch_seed" | "created_at" | "sla_deadline">,
): AcceptedBatch {
  return {
    ...own,
    org_id: submission.org_id,
    api_key_id: submission.api_key_id,
    run_id: submission.run_id,
    quote_id: submission.quote_id,
    input_file_id: submission.input.input_file_id,
    endpoint: submission.input.endpoint,
    parent_batch_id: submission.parent_batch_id,
    item_count: priced.groups.reduce((sum, { group }) => sum + group.items, 0),
    routing_mode: quote.routing_mode,
    sla_tier: quote.sla_tier,
    privacy_tier: quote.privacy_tier,
    allowed_regions: quote.allowed_regions,
    pricing_estimate: {
      provider_subtotal: toMoney(priced.subtotal_micros),
      service_fee: toMoney(priced.fee_micros),
      service_fee_percent: feePercentText(quote.plan.fee_basis_points),
      total: toMoney(priced.total_micros),
      input_tokens: priced.input_tokens,
      output_tokens: priced.output_tokens,
      basis: submission.input.basis,
    },
    ladders: laddersOf(priced),
    fee_basis_points: quote.plan.fee_basis_points,
    quoted_micros: quote.total_micros,
    reserved_micros: priced.total_micros,
    metadata: submission.metadata,
  };
}

function laddersOf({ groups }: CoveredBatch): Ladder[] {
  return groups.map(({ group, ladder }) => ({
    operation: group.operation,
    models: [...group.models],
    items: group.items,
    rungs: ladder.map(({ lane_id, model }, at) => ({ rung: at + 1, lane_id, model })),
  }));
}

/** Every lane that items may come to, those that items start on first. */
export function lanesOf({ groups }: CoveredBatch): LockedLane[] {
  const lanes = new Map<string, LockedLane & { best: number }>();
  for (const { group, ladder } of groups) {
    for (const [at, rung] of ladder.entries()) {
      const key = `${rung.lane_id} ${rung.model}`;
      const { lane_id, model, provider, display_name, rates } = rung;
      const lane = lanes.get(key) ?? {
        lane_id,
        model,
        provider,
        display_name,
        ...rates,
        items: 0,
        best: at,
      };
      if (at === 0) lane.items += group.items;
      lane.best = Math.min(lane.best, at);
      lanes.set(key, lane);
    }
  }
  return [...lanes.values()].toSorted((left, right) => left.best - right.best);
}
