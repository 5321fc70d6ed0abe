import type { LaneCheck } from "#contract/local.ts";
import { toMoney } from "#contract/primitives.ts";
import type { Rates } from "#gateway/catalog/rates.ts";
import { type LaneAnswer, LaneFailure } from "../lane.ts";
import { answerExcerpt } from "./answer-excerpt.ts";
import { checkRequest } from "./check-request.ts";
import type { CheckableLane, OfferedModel } from "./checkable-lanes.ts";
import { likelyFix } from "./likely-fix.ts";

/**
 * Sends one small item to a lane, never twice, and says how it went; a lane that is handed whole batches is asked for nothing but whether it can be; the lane's own deadline ends it. The key is in nothing
 * of it. Rejects with the signal's reason when that aborts; failures of the lane are in the outcome.
 */
export async function checkLane(
  checked: CheckableLane,
  offered: OfferedModel,
  signal: AbortSignal,
): Promise<LaneCheck> {
  const startedAt = performance.now();
  const outcome = await callOnce(checked, offered, signal);
  const duration_ms = Math.round(performance.now() - startedAt);
  const probe = checked.lane.kind === "batch" ? { is_probe: true } : {};
  return { ...probe, model: offered.model.slug, duration_ms, ...outcome };
}

type Outcome = Omit<LaneCheck, "is_probe" | "model" | "duration_ms">;

async function callOnce(
  checked: CheckableLane,
  { model, offering }: OfferedModel,
  signal: AbortSignal,
): Promise<Outcome> {
  const { lane, connection } = checked;
  const secret = connection?.secret ?? null;
  if (secret?.isSet === false)
    return failed(checked, lackOfKey(checked.entry.display_name, secret.variable));
  try {
    if (lane.kind === "batch") {
      await lane.probe(signal);
      return REACHED;
    }
    const answer = await lane.call(checkRequest(model), signal);
    return answered(answer, offering.rates, (text) => secret?.hideIn(text) ?? text);
  } catch (error) {
    if (!(error instanceof LaneFailure)) throw error;
    return failed(checked, error);
  }
}

/** A lane that is handed whole batches is asked for nothing that costs. */
const REACHED: Outcome = {
  ok: true,
  status_code: 200,
  failure: null,
  usage: null,
  cost: null,
  answer_excerpt: null,
  request_id: null,
};

function lackOfKey(display_name: string, variable: string): LaneFailure {
  const message = `${display_name}: the variable ${variable} is not set. Nothing was sent; set it where the gateway is started, too.`;
  return new LaneFailure("lane_unavailable", message, { status_code: null });
}

function answered(answer: LaneAnswer, rates: Rates, hide: (text: string) => string): Outcome {
  const { status_code, request_id, body_json, usage, is_usage_estimated = false } = answer;
  const excerpt = answerExcerpt(body_json);
  return {
    ok: true,
    status_code,
    failure: null,
    usage: { ...usage, is_estimated: is_usage_estimated },
    cost: toMoney(costMicros(usage, rates)),
    answer_excerpt: excerpt === null ? null : hide(excerpt),
    request_id: request_id === "" ? null : hide(request_id),
  };
}

function failed({ entry }: CheckableLane, { code, message, status_code }: LaneFailure): Outcome {
  return {
    ok: false,
    status_code,
    failure: { code, message, fix: likelyFix(entry, code) },
    usage: null,
    cost: null,
    answer_excerpt: null,
    request_id: null,
  };
}

const TOKENS_PER_RATE = 1_000_000n;

/** Parts of a micro-dollar are rounded up, so that what has a price never looks free. */
function costMicros({ input_tokens, output_tokens }: LaneAnswer["usage"], rates: Rates): bigint {
  const parts =
    rates.input_micros_per_million * BigInt(input_tokens) +
    rates.output_micros_per_million * BigInt(output_tokens);
  return (parts + TOKENS_PER_RATE - 1n) / TOKENS_PER_RATE;
}
