import { isRecord } from "#contract/manifest/prompt.ts";
import { estimateTextTokens, estimateTokens } from "#contract/manifest/token-estimate.ts";
import { readSandboxSentinels, type SandboxSentinel } from "#contract/sandbox-sentinels.ts";
import type { SandboxCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import { LaneFailure, type LaneAnswer, type LaneRequest, type SyncLane } from "../lane.ts";
import { answerFormOf, answerId, chatBody, embeddingBody, responseBody } from "./answer-body.ts";
import { latencyOf } from "./latency.ts";
import { failureOf, rolledFailure } from "./rolled-failure.ts";
import { sandboxLaneHealth, type SandboxSettings } from "./scenarios.ts";
import { writeAnswer } from "./written-answer.ts";

/** How a lane waits: rejects with the signal's reason when that aborts first. */
export type SandboxWait = (ms: number, signal: AbortSignal) => Promise<void>;

/**
 * A lane that stands in for a provider on this machine. Its answers depend on the seed, the item's id, its body and
 * its text alone: the same bytes on every run, on every lane. Failures and latency depend on the lane and the attempt as
 * well, and are just as repeatable. Sentinels in the text are obeyed before chance is.
 */
export function createSandboxLane(
  lane: SandboxCatalogLane,
  settings: () => SandboxSettings,
  wait: SandboxWait,
): SyncLane {
  return {
    kind: "sync",
    lane_id: lane.lane_id,
    concurrency: lane.concurrency,
    pacing: null,
    call: async (request, signal) => {
      const current = settings();
      const prompt = beginCall(lane, current, request, signal);
      await wait(latencyOf(lane, current, request) + delayOf(prompt), signal);
      return answerOrFail(lane, current, request, prompt);
    },
  };
}

/** Refuses what a lane refuses at once; otherwise gives the sentinels of the prompt. */
function beginCall(
  lane: SandboxCatalogLane,
  settings: SandboxSettings,
  request: LaneRequest,
  signal: AbortSignal,
): readonly SandboxSentinel[] {
  signal.throwIfAborted();
  if (sandboxLaneHealth(lane, settings.scenario) === "down")
    throw failureOf("lane_unavailable", lane);
  const { sentinels, problem } = readSandboxSentinels(request.prompt_text);
  if (problem !== null) throw new LaneFailure("invalid_input", problem);
  return sentinels;
}

function answerOrFail(
  lane: SandboxCatalogLane,
  settings: SandboxSettings,
  request: LaneRequest,
  sentinels: readonly SandboxSentinel[],
): LaneAnswer {
  const failure = askedFailure(lane, request, sentinels) ?? rolledFailure(lane, settings, request);
  if (failure !== undefined) throw failure;
  return answer(settings.seed, request, sentinels);
}

function delayOf(sentinels: readonly SandboxSentinel[]): number {
  return sentinels.reduce(
    (sum, sentinel) => sum + (sentinel.word === "delay" ? sentinel.ms : 0),
    0,
  );
}

/** The failure that a sentinel asks of this lane for this attempt. */
function askedFailure(
  lane: SandboxCatalogLane,
  request: LaneRequest,
  sentinels: readonly SandboxSentinel[],
): LaneFailure | undefined {
  for (const sentinel of sentinels) {
    if (sentinel.word !== "fail") continue;
    if (sentinel.lane !== null && sentinel.lane !== lane.lane_id) continue;
    if (sentinel.times === "always" || request.attempt <= sentinel.times)
      return failureOf(sentinel.code, lane);
  }
  return undefined;
}

function answer(
  seed: number,
  request: LaneRequest,
  sentinels: readonly SandboxSentinel[],
): LaneAnswer {
  const body = bodyOf(request);
  const inputTokens = estimateTokens(body) || estimateTextTokens(request.prompt_text);
  const form = answerFormOf(request);
  const id = answerId(seed, request);
  const given = { status_code: 200, request_id: `req_sandbox_${id}` };
  if (form === "embedding") {
    const list = embeddingBody(seed, request, body, inputTokens);
    return {
      ...given,
      body_json: JSON.stringify(list),
      usage: { input_tokens: inputTokens, output_tokens: 0 },
    };
  }
  const written = writeAnswer(seed, request, body, sentinels);
  const object = form === "chat" ? chatBody : responseBody;
  return {
    ...given,
    body_json: JSON.stringify(object(id, request, written, inputTokens)),
    usage: { input_tokens: inputTokens, output_tokens: written.output_tokens },
  };
}

/** What was sent for the model; a native line holds it under `input`. */
function bodyOf(request: LaneRequest): Record<string, unknown> {
  if (!isRecord(request.body)) return {};
  return isRecord(request.body.input) ? { ...request.body, ...request.body.input } : request.body;
}
