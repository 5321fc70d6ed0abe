import { toMoney } from "#contract/primitives.ts";
import type { Quote, QuoteLane } from "#contract/quotes.ts";
import type { JudgedGroup, Verdict } from "./judge-lanes.ts";
import { secondsOf } from "./lane-time.ts";
import type { WorkGroup } from "./work.ts";

interface Selected {
  group: WorkGroup;
  verdict: Verdict;
}

/** The price by model: what the groups that start on it come to, in the order of the groups. */
export function modelLinesOf(selected: readonly Selected[]): Quote["model_lines"] {
  const byModel = groupedBy(selected, ({ verdict }) => verdict.candidate.model.slug);
  return [...byModel].map(([model, parts]) => ({
    model,
    items: sumOf(parts, ({ group }) => group.items),
    input_tokens: sumOf(parts, ({ group }) => group.input_tokens),
    output_tokens: sumOf(parts, ({ verdict }) => verdict.candidate.output_tokens),
    input_cost: toMoney(
      parts.reduce((sum, { verdict }) => sum + verdict.candidate.cost.input_micros, 0n),
    ),
    output_cost: toMoney(
      parts.reduce((sum, { verdict }) => sum + verdict.candidate.cost.output_micros, 0n),
    ),
  }));
}

/**
 * One entry for each lane and model, selected lanes first, then the ladder, then the rest. Where several groups judged the
 * same lane and model, the entry shows its best verdict and what the groups with that verdict come to there, so that the
 * selected entries add up to the provider subtotal.
 */
export function wireLanesOf(judged: readonly JudgedGroup[], now: Date): QuoteLane[] {
  const verdicts = judged.flatMap(({ eligible, rejected }) => [...eligible, ...rejected]);
  const byOffering = groupedBy(
    verdicts,
    ({ candidate }) => `${candidate.lane_id} ${candidate.model.slug}`,
  );
  return [...byOffering.values()]
    .map((same) => wireLane(same, now))
    .toSorted((left, right) => place(left) - place(right));
}

function wireLane(same: readonly Verdict[], now: Date): QuoteLane {
  const best = Math.min(...same.map(placeOfVerdict));
  const shown = same.filter((verdict) => placeOfVerdict(verdict) === best);
  const [first] = shown;
  if (first === undefined) throw new TypeError("An entry stands for one verdict or more");
  const { lane } = first.candidate.offering;
  const { time, success_rate } = first.candidate;
  const further = sumOf(shown.slice(1), ({ candidate }) => candidate.time.run_seconds);
  const seconds = secondsOf(time) + further;
  return {
    lane_id: lane.lane_id,
    display_name: lane.display_name,
    provider: lane.provider,
    model: first.candidate.model.slug,
    region: lane.region,
    selected: first.ladder_rank === 1,
    ladder_rank: first.ladder_rank,
    estimated_cost: toMoney(
      shown.reduce((sum, { candidate }) => sum + candidate.subtotal_micros, 0n),
    ),
    estimated_completion_at: new Date(now.getTime() + seconds * 1_000).toISOString(),
    score: first.score,
    figures: {
      expected_seconds: rounded(seconds, 10),
      late_seconds: rounded(time.late_seconds + further, 10),
      success_rate: rounded(success_rate, 10_000),
      measured_calls: time.measured_calls,
    },
    rejection: first.rejection,
  };
}

function rounded(figure: number, parts: number): number {
  return Math.round(figure * parts) / parts;
}

const BEYOND_THE_LADDER = 100;

function place({ ladder_rank }: Pick<QuoteLane, "ladder_rank">): number {
  return ladder_rank ?? BEYOND_THE_LADDER;
}

const COMPARED = new Set(["more_expensive", "slower", "lower_score"]);

/** By rank; lanes that could take the work and are off the ladder come before those that cannot take it. */
function placeOfVerdict({ ladder_rank, rejection }: Verdict): number {
  if (ladder_rank !== null) return ladder_rank;
  return rejection !== null && COMPARED.has(rejection.code)
    ? BEYOND_THE_LADDER
    : BEYOND_THE_LADDER + 1;
}

function sumOf<Part>(parts: readonly Part[], figure: (part: Part) => number): number {
  return parts.reduce((sum, part) => sum + figure(part), 0);
}

function groupedBy<Part>(
  parts: readonly Part[],
  keyOf: (part: Part) => string,
): Map<string, Part[]> {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const key = keyOf(part);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [part]);
    else group.push(part);
  }
  return groups;
}
