import type { PreflightIssue } from "#contract/error-envelope.ts";
import { toMoney } from "#contract/primitives.ts";
import { inexpressibleIssue } from "../expressibility/inexpressible-items.ts";
import { ladderFor, type LockedPlan, type Rung } from "./locked-plan.ts";
import { costOf, feeOf } from "./pricing.ts";
import { inputTokensPerItem, outputTokensOf, type WorkGroup } from "./work.ts";

/** One group of a batch at the locked rates of its first rung. */
interface PricedGroup<Group extends WorkGroup = WorkGroup> {
  group: Group;
  ladder: readonly Rung[];
  input_tokens: number;
  /** What the items may write at most, by their own limits or the quote's assumption. */
  output_tokens: number;
  subtotal_micros: bigint;
}

export type PricedBatch<Group extends WorkGroup = WorkGroup> =
  | {
      ok: true;
      groups: PricedGroup<Group>[];
      subtotal_micros: bigint;
      fee_micros: bigint;
      /** Never above the quote's total: what is to be reserved. */
      total_micros: bigint;
      input_tokens: number;
      output_tokens: number;
    }
  | { ok: false; issues: PreflightIssue[] };

/** What `priceBatch` needs to know of a quote. */
export interface PricedBy {
  total_micros: bigint;
  plan: LockedPlan;
}

/**
 * Prices a batch's real groups at the rates that its quote locked. Not ok, with an issue for each reason, when a group
 * asks for what the quote does not cover, or what none of its lanes can be asked for, or the total is above the quote's: the
 * quote is a ceiling. Ladders have no lane that cannot be asked for all items of the group.
 */
export function priceBatch<Group extends WorkGroup>(
  quote: PricedBy,
  groups: readonly Group[],
): PricedBatch<Group> {
  const issues: PreflightIssue[] = [];
  /** Why groups do not start where the quote would have them start; told only where the price is above it for that. */
  const dearer: PreflightIssue[] = [];
  const priced = groups.flatMap((group) => {
    const all = ladderFor(quote.plan, group.models, group.operation);
    const fitting = all.filter((rung) => inputTokensPerItem(group) <= rung.max_input_tokens);
    const ladder = fitting.filter((rung) => !isInexpressible(group, rung));
    const [first] = ladder;
    if (all.length === 0) issues.push(notQuoted(group));
    else if (fitting.length === 0) issues.push(tooLong(group));
    else if (first === undefined) issues.push(...inexpressibleOn(group, fitting));
    else if (first !== fitting[0]) dearer.push(...inexpressibleOn(group, fitting));
    return first === undefined ? [] : [priceGroup(quote.plan, group, ladder, first)];
  });
  if (issues.length > 0) return { ok: false, issues };

  const subtotal = priced.reduce((sum, group) => sum + group.subtotal_micros, 0n);
  const fee = feeOf(subtotal, quote.plan.fee_basis_points);
  if (subtotal + fee > quote.total_micros) {
    return { ok: false, issues: [exceedsQuote(subtotal + fee, quote.total_micros), ...dearer] };
  }
  return {
    ok: true,
    groups: priced,
    subtotal_micros: subtotal,
    fee_micros: fee,
    total_micros: subtotal + fee,
    input_tokens: priced.reduce((sum, group) => sum + group.input_tokens, 0),
    output_tokens: priced.reduce((sum, group) => sum + group.output_tokens, 0),
  };
}

function priceGroup<Group extends WorkGroup>(
  plan: LockedPlan,
  group: Group,
  ladder: readonly Rung[],
  first: Rung,
): PricedGroup<Group> {
  const outputTokens = outputTokensOf(
    group,
    plan.assumed_output_tokens_per_item,
    first.max_output_tokens,
  );
  const tokens = { input_tokens: BigInt(group.input_tokens), output_tokens: BigInt(outputTokens) };
  const cost = costOf(first.rates, tokens);
  return {
    group,
    ladder,
    input_tokens: group.input_tokens,
    output_tokens: outputTokens,
    subtotal_micros: cost.input_micros + cost.output_micros,
  };
}

function notQuoted({ items, models, operation }: WorkGroup): PreflightIssue {
  const message = `${itemsText(items)} for ${operation} on ${models.join(" or ")}, which the quote does not cover. Lock a quote that names it.`;
  return { code: "model_not_quoted", message };
}

function isInexpressible({ inexpressible }: WorkGroup, { lane_id }: Rung): boolean {
  return inexpressible?.has(lane_id) === true;
}

function inexpressibleOn({ inexpressible }: WorkGroup, ladder: readonly Rung[]): PreflightIssue[] {
  return ladder.flatMap(({ lane_id, model }) => {
    const items = inexpressible?.get(lane_id);
    return items === undefined ? [] : [inexpressibleIssue(`${lane_id}, ${model}`, items)];
  });
}

function tooLong(group: WorkGroup): PreflightIssue {
  const message = `${itemsText(group.items)} with ${inputTokensPerItem(group)} input tokens on average, more than ${group.models.join(" or ")} can read.`;
  return { code: "context_too_small", message };
}

function exceedsQuote(totalMicros: bigint, quotedMicros: bigint): PreflightIssue {
  const message = `At the quote's rates these items come to $${toMoney(totalMicros).amount}; the quote's total is $${toMoney(quotedMicros).amount}. A quote is a ceiling: lock one for this work.`;
  return { code: "exceeds_quote", message };
}

function itemsText(items: number): string {
  return items === 1 ? "1 item" : `${items} items`;
}
