import type { PrivacyTier } from "#contract/catalog.ts";
import type { BatchId, FileId, OrgId, QuoteId } from "#contract/primitives.ts";
import type { Quote, RoutingMode, SlaTier } from "#contract/quotes.ts";
import type { Queryable, Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import { problem } from "../http/problem.ts";
import type { LockedPlan } from "./locked-plan.ts";
import { type EarlierPlan, readPlan, storedPlan, type StoredPlan } from "./plan-json.ts";
import type { QuoteKind } from "./pricing.ts";
import { readQuoteLanes, storedQuoteLanes, type StoredQuoteLanes } from "./quote-lanes-json.ts";

/** A quote with all that it says and locked. */
export interface StoredQuote {
  id: QuoteId;
  org_id: OrgId;
  kind: QuoteKind;
  routing_mode: RoutingMode;
  sla_tier: SlaTier;
  privacy_tier: PrivacyTier;
  allowed_regions: string[];
  item_count: number;
  models: string[];
  input_file_id: FileId | null;
  /** The ceiling: no batch on this quote costs more, our fee included. */
  total_micros: bigint;
  pricing_estimate: Quote["pricing_estimate"];
  model_lines: Quote["model_lines"];
  quote_lanes: Quote["quote_lanes"];
  plan: LockedPlan;
  /** The batch that used the quote up. */
  batch_id: BatchId | null;
  used_at: Date | null;
  created_at: Date;
  expires_at: Date;
}

/** Names an org's quote. */
export interface QuoteKey {
  quote_id: QuoteId;
  org_id: OrgId;
}

/** Writes a new quote. */
export async function insertQuote(queryable: Queryable, quote: StoredQuote): Promise<void> {
  await queryable.query(sql`
    insert into quotes (id, org_id, kind, routing_mode, sla_tier, privacy_tier, allowed_regions, item_count, models,
      input_file_id, total_micros, pricing_estimate, model_lines, quote_lanes, plan, batch_id, used_at, created_at, expires_at)
    values (${quote.id}, ${quote.org_id}, ${quote.kind}, ${quote.routing_mode}, ${quote.sla_tier}, ${quote.privacy_tier},
      ${sql.json(quote.allowed_regions)}, ${quote.item_count}, ${sql.json(quote.models)}, ${quote.input_file_id},
      ${quote.total_micros}, ${sql.json(quote.pricing_estimate)}, ${sql.json(quote.model_lines)},
      ${sql.json(storedQuoteLanes(quote.quote_lanes))}, ${sql.json(storedPlan(quote.plan))}, ${quote.batch_id}, ${quote.used_at},
      ${quote.created_at}, ${quote.expires_at})`);
}

interface QuoteRow extends Omit<StoredQuote, "plan" | "quote_lanes"> {
  plan: StoredPlan | EarlierPlan;
  quote_lanes: StoredQuoteLanes | StoredQuote["quote_lanes"];
}

/** The quote; throws `not_found` when the org has none of this id. */
export async function getQuote(
  queryable: Queryable,
  { quote_id, org_id }: QuoteKey,
): Promise<StoredQuote> {
  const [row] = await queryable.query<QuoteRow>(sql`
    select id, org_id, kind, routing_mode, sla_tier, privacy_tier, allowed_regions, item_count, models, input_file_id,
      total_micros, pricing_estimate, model_lines, quote_lanes, plan, batch_id, used_at, created_at, expires_at
    from quotes where id = ${quote_id} and org_id = ${org_id}`);
  if (row === undefined) throw noQuote(quote_id);
  return { ...row, plan: readPlan(row.plan), quote_lanes: readQuoteLanes(row.quote_lanes) };
}

/**
 * Uses a quote up for a batch, once: of any number of transactions that try, one succeeds. Throws `quote_used`,
 * `quote_expired`, or `not_found`, also for another org's quote.
 */
export async function markQuoteUsed(
  tx: Transaction,
  { quote_id, org_id, batch_id, now }: QuoteKey & { batch_id: BatchId; now: Date },
): Promise<void> {
  const used = await tx.query(sql`
    update quotes set batch_id = ${batch_id}, used_at = ${now}
    where id = ${quote_id} and org_id = ${org_id} and batch_id is null and expires_at > ${now}
    returning id`);
  if (used.length > 0) return;
  const [quote] = await tx.query<Pick<StoredQuote, "batch_id" | "expires_at">>(sql`
    select batch_id, expires_at from quotes where id = ${quote_id} and org_id = ${org_id}`);
  if (quote === undefined) throw noQuote(quote_id);
  if (quote.batch_id !== null) {
    throw problem("quote_used", `The quote was used by ${quote.batch_id}.`, {
      batch_id: quote.batch_id,
    });
  }
  const expiredAt = quote.expires_at.toISOString();
  throw problem("quote_expired", `The quote ran out at ${expiredAt}.`, { expires_at: expiredAt });
}

/** What a quote is at this moment: used for good, or open until it expires. */
export function quoteStatus(
  { batch_id, expires_at }: Pick<StoredQuote, "batch_id" | "expires_at">,
  now: Date,
): Quote["status"] {
  if (batch_id !== null) return "used";
  return expires_at.getTime() > now.getTime() ? "open" : "expired";
}

function noQuote(quote_id: QuoteId): Error {
  return problem("not_found", `There is no quote ${quote_id}.`);
}
