import type { SandboxCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import { LANE_FAILURES, LaneFailure, type LaneFailureCode, type LaneRequest } from "../lane.ts";
import { drawsFor } from "./chance.ts";
import { SCENARIO_EFFECTS, type SandboxSettings } from "./scenarios.ts";

/** Of the calls that a lane fails at, the share that hangs until it is given up. */
const TIMEOUT_SHARE = 0.2;
/** Of the items that a scenario rejects, the share that is rejected for its content. */
const POLICY_SHARE = 0.75;

/** What a sandbox lane can fail with: it answers each item by itself. */
type PlayedFailureCode = Exclude<LaneFailureCode, "provider_missing_answer" | "provider_expired">;

/**
 * The failure that befalls a call by chance, or undefined. Chance is a hash: the same seed, batch, item, lane and
 * attempt fare alike on every run. Failures that no attempt can mend are drawn per item and text instead, so that
 * every lane and every later batch rejects the same item until its text is changed.
 */
export function rolledFailure(
  lane: SandboxCatalogLane,
  settings: SandboxSettings,
  request: LaneRequest,
): LaneFailure | undefined {
  const rates = failureRates(lane, settings);
  const { seed } = settings;
  const { batch_seed, custom_id, prompt_text, attempt } = request;
  // Where nothing is rejected the text is not hashed.
  if (FINAL_CODES.some((code) => rates[code] > 0)) {
    const ofItem = drawsFor("item", seed, custom_id, prompt_text);
    const rejected = drawn(rates, FINAL_CODES, ofItem.next());
    if (rejected !== undefined) return failureOf(rejected, lane);
  }
  const ofCall = drawsFor("call", seed, batch_seed, custom_id, lane.lane_id, attempt);
  const code = drawn(rates, PASSING_CODES, ofCall.next());
  if (code === undefined) return undefined;
  return failureOf(code, lane, ofCall.whole(200, 1_200) / settings.speed);
}

/** A failure of this kind, in the words of the sandbox. */
export function failureOf(
  code: PlayedFailureCode,
  lane: SandboxCatalogLane,
  retryAfterMs?: number,
): LaneFailure {
  const isLimit = code === "provider_429" && retryAfterMs !== undefined;
  return new LaneFailure(
    code,
    `${lane.display_name} (sandbox): ${MESSAGES[code]}`,
    isLimit ? { retry_after_ms: Math.ceil(retryAfterMs) } : {},
  );
}

const MESSAGES: Record<PlayedFailureCode, string> = {
  provider_429: "too many requests at once",
  provider_500: "the provider failed inside",
  provider_timeout: "no answer in time",
  provider_broken_json: "the answer is not JSON",
  provider_half_answer: "the answer broke off before its end",
  lane_unavailable: "the lane is down",
  content_policy: "the item was rejected by the content policy",
  invalid_input: "the item is not a request that the model accepts",
  context_length: "the item is longer than the model's context",
};

type Rates = Record<PlayedFailureCode, number>;

/** The lane's own shares, what the scenario adds to them, and what the settings add on top. */
function failureRates(
  lane: SandboxCatalogLane,
  { scenario, failure_rates }: SandboxSettings,
): Rates {
  const effect = SCENARIO_EFFECTS[scenario];
  const failing = lane.sandbox.failure_rate + effect.added_failure_rate;
  const rates: Rates = {
    provider_429: lane.sandbox.rate_limit_rate + effect.added_rate_limit_rate,
    provider_500: failing * (1 - TIMEOUT_SHARE),
    provider_timeout: failing * TIMEOUT_SHARE,
    provider_broken_json: 0,
    provider_half_answer: 0,
    lane_unavailable: 0,
    content_policy: effect.rejected_item_rate * POLICY_SHARE,
    invalid_input: effect.rejected_item_rate * (1 - POLICY_SHARE),
    context_length: 0,
  };
  for (const code of CODES) rates[code] += failure_rates[code] ?? 0;
  return rates;
}

// Object.keys forgets the key type; the table has no other keys.
const CODES = Object.keys(MESSAGES) as PlayedFailureCode[];

const PASSING_CODES = CODES.filter((code) => LANE_FAILURES[code].retryable);
const FINAL_CODES = CODES.filter((code) => !LANE_FAILURES[code].retryable);

/** Lays the rates end to end on [0, 1) and says which one the number falls into. */
function drawn(
  rates: Rates,
  codes: readonly PlayedFailureCode[],
  number: number,
): PlayedFailureCode | undefined {
  let end = 0;
  return codes.find((code) => {
    end += rates[code];
    return number < end;
  });
}
