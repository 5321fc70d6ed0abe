import { toMoney } from "#contract/primitives.ts";
import { SLA_HOURS } from "#contract/quotes.ts";
import { inexpressibleText } from "../expressibility/inexpressible-items.ts";
import { durationText } from "./duration-text.ts";
import type { Candidate, Rejection } from "./lane-candidate.ts";
import { secondsOf } from "./lane-time.ts";
import { windowSeconds, type QuoteTerms } from "./quote-terms.ts";
import { inputTokensPerItem, type WorkGroup } from "./work.ts";

type Check = (candidate: Candidate, group: WorkGroup, terms: QuoteTerms) => Rejection | null;

/** What a lane must be able to do at all, before how it does is compared; the first check that fails is the reason. */
const CHECKS: readonly Check[] = [
  operation,
  region,
  privacy,
  hostedTools,
  expressible,
  context,
  health,
  deadline,
  price,
];

/** Why a candidate cannot take the work, or null when it can. */
export function ineligibility(
  candidate: Candidate,
  group: WorkGroup,
  terms: QuoteTerms,
): Rejection | null {
  for (const check of CHECKS) {
    const rejection = check(candidate, group, terms);
    if (rejection !== null) return rejection;
  }
  return null;
}

function operation({ model }: Candidate, group: WorkGroup): Rejection | null {
  if (model.operations.includes(group.operation)) return null;
  const message = `${model.slug} does ${model.operations.join(" and ")}, not ${group.operation}.`;
  return { code: "operation_not_offered", message };
}

function region(
  { offering: { lane } }: Candidate,
  _: WorkGroup,
  { allowed_regions }: QuoteTerms,
): Rejection | null {
  if (allowed_regions.includes("global") || allowed_regions.includes(lane.region)) return null;
  const message = `The lane works in ${lane.region}; allowed is ${allowed_regions.join(" and ")}.`;
  return { code: "region_not_allowed", message };
}

function privacy(
  { offering: { lane } }: Candidate,
  _: WorkGroup,
  { privacy_tier }: QuoteTerms,
): Rejection | null {
  if (lane.privacy_tiers.includes(privacy_tier)) return null;
  return {
    code: "privacy_not_offered",
    message: `The lane offers ${lane.privacy_tiers.join(" and ")}, not ${privacy_tier}.`,
  };
}

function hostedTools(
  { offering }: Candidate,
  _: WorkGroup,
  { hosted_tools }: QuoteTerms,
): Rejection | null {
  const missing = hosted_tools.filter((tool) => !offering.hosted_tools.includes(tool));
  if (missing.length === 0) return null;
  return {
    code: "hosted_tool_missing",
    message: `The lane has no ${missing.join(", no ")} for this model.`,
  };
}

function expressible({ lane_id }: Candidate, { inexpressible }: WorkGroup): Rejection | null {
  const items = inexpressible?.get(lane_id);
  return items === undefined
    ? null
    : { code: "not_expressible", message: inexpressibleText(items) };
}

function context({ model }: Candidate, group: WorkGroup): Rejection | null {
  const perItem = inputTokensPerItem(group);
  if (perItem <= model.max_input_tokens) return null;
  const message = `Items have ${perItem} input tokens on average; ${model.slug} reads ${model.max_input_tokens} at most.`;
  return { code: "context_too_small", message };
}

function health({ down_reason }: Candidate): Rejection | null {
  return down_reason === null ? null : { code: "lane_down", message: down_reason };
}

function deadline(candidate: Candidate, _: WorkGroup, terms: QuoteTerms): Rejection | null {
  const { completion_window } = candidate.offering.lane;
  const hours = SLA_HOURS[terms.sla_tier];
  const promise = `${terms.sla_tier} promises ${hours} h`;
  if (Number.parseInt(completion_window, 10) > hours) {
    return {
      code: "deadline_not_reachable",
      message: `The lane ends within ${completion_window}; ${promise}.`,
    };
  }
  const { late_seconds } = candidate.time;
  if (late_seconds <= windowSeconds(terms)) return null;
  return {
    code: "deadline_not_reachable",
    message: `The work would take ${durationText(late_seconds)}${lateText(candidate)}; ${promise}.`,
  };
}

/** What the deadline is held against, where that is more than what is expected. */
function lateText({ time }: Candidate): string {
  return time.late_seconds > secondsOf(time) ? " one time in twenty" : "";
}

function price(
  { total_micros }: Candidate,
  _: WorkGroup,
  { max_price_micros }: QuoteTerms,
): Rejection | null {
  if (max_price_micros === null || total_micros <= max_price_micros) return null;
  const message = `It comes to $${toMoney(total_micros).amount} with the fee, above max_price $${toMoney(max_price_micros).amount}.`;
  return { code: "over_max_price", message };
}
