import { toMoney } from "#contract/primitives.ts";
import type { CatalogModel } from "../catalog/catalog.ts";
import { durationText } from "./duration-text.ts";
import { ineligibility } from "./eligibility.ts";
import { candidatesFor, type LaneSnapshot, type Rejection } from "./lane-candidate.ts";
import { basisText, secondsOf } from "./lane-time.ts";
import { cutLadder } from "./locked-plan.ts";
import { windowSeconds, type QuoteTerms } from "./quote-terms.ts";
import {
  balancedScore,
  isComfortable,
  rankCandidates,
  scoresOf,
  type Scored,
} from "./rank-candidates.ts";
import type { WorkGroup } from "./work.ts";

/** What a quote says of one candidate for one group: a place on the ladder, or why it has none. */
export interface Verdict extends Scored {
  lane_id: string;
  /** From 1 along the ladder; null where the lane takes no part. */
  ladder_rank: number | null;
  rejection: Rejection | null;
}

/** The verdicts on every candidate for one group. */
export interface JudgedGroup {
  group: WorkGroup;
  /** Where the work starts; undefined when no lane can take it. */
  selected: Verdict | undefined;
  /** All that can take the work, the best first; the ladder is cut from it. */
  eligible: Verdict[];
  rejected: Verdict[];
}

/** Scores every lane of every acceptable model for a group and ranks those that can take it. */
export function judgeLanes(
  group: WorkGroup,
  models: readonly CatalogModel[],
  terms: QuoteTerms,
  states: LaneSnapshot,
): JudgedGroup {
  const candidates = candidatesFor(group, models, terms, states);
  const scores = scoresOf(candidates);
  const verdicts = candidates.map((candidate, at): Verdict => ({
    lane_id: candidate.lane_id,
    candidate,
    score: scores[at] ?? { price: 0, success_rate: 0, backlog: 0 },
    ladder_rank: null,
    rejection: ineligibility(candidate, group, terms),
  }));
  const eligible = rankCandidates(
    verdicts.filter(({ rejection }) => rejection === null),
    terms.routing_mode,
    windowSeconds(terms),
  );
  const ladder = cutLadder(eligible);
  for (const [at, verdict] of ladder.entries()) verdict.ladder_rank = at + 1;
  for (const verdict of eligible) {
    if (verdict.ladder_rank === null) verdict.rejection = comparedRejection(verdict, ladder, terms);
  }
  return {
    group,
    selected: ladder[0],
    eligible,
    rejected: verdicts.filter((verdict) => !eligible.includes(verdict)),
  };
}

/** Why a lane that could take the work stays off the ladder: how it compares to the lane that was selected. */
function comparedRejection(
  verdict: Verdict,
  ladder: readonly Verdict[],
  terms: QuoteTerms,
): Rejection {
  const twin = ladder.find(({ lane_id }) => lane_id === verdict.lane_id);
  const [selected = verdict] = ladder;
  if (twin !== undefined) {
    const message = `The lane is on the ladder with ${twin.candidate.model.slug}; another model on a lane that failed is no help.`;
    return { code: "lower_score", message };
  }
  const isDearer = verdict.candidate.subtotal_micros > selected.candidate.subtotal_micros;
  const isSlower = secondsOf(verdict.candidate.time) > secondsOf(selected.candidate.time);
  switch (terms.routing_mode) {
    case "balanced":
      return lowerScore(verdict, selected);
    case "fastest":
      return isSlower ? slower(verdict, selected) : moreExpensive(verdict, selected);
    case "sla_aware":
      if (!isComfortable(verdict.candidate, windowSeconds(terms))) return slower(verdict, selected);
      return isDearer ? moreExpensive(verdict, selected) : lessReliable(verdict, selected);
    case "cheapest":
      return isDearer ? moreExpensive(verdict, selected) : slower(verdict, selected);
  }
}

function moreExpensive(verdict: Verdict, selected: Verdict): Rejection {
  const message = `${priceOf(verdict)} before the fee, against ${priceOf(selected)} on ${nameOf(selected)}.`;
  return { code: "more_expensive", message };
}

function slower(verdict: Verdict, selected: Verdict): Rejection {
  const message = `It would take ${timeOf(verdict)}, against ${timeOf(selected)} on ${nameOf(selected)}.`;
  return { code: "slower", message };
}

function lessReliable(verdict: Verdict, selected: Verdict): Rejection {
  const message = `${successOf(verdict)} of its calls succeed, against ${successOf(selected)} on ${nameOf(selected)}.`;
  return { code: "lower_score", message };
}

function lowerScore(verdict: Verdict, selected: Verdict): Rejection {
  const [own, best] = [verdict, selected].map(({ score }) => balancedScore(score).toFixed(2));
  return {
    code: "lower_score",
    message: `It scores ${own}, against ${best} of ${nameOf(selected)}.`,
  };
}

function nameOf({ candidate }: Verdict): string {
  return candidate.offering.lane.display_name;
}

function priceOf({ candidate }: Verdict): string {
  return `$${toMoney(candidate.subtotal_micros).amount}`;
}

function timeOf({ candidate }: Verdict): string {
  return `${durationText(secondsOf(candidate.time))} (${basisText(candidate.time)})`;
}

function successOf({ candidate }: Verdict): string {
  return `${(candidate.success_rate * 100).toFixed(1)} %`;
}
