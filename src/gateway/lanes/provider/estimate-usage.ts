import { isRecord } from "#contract/manifest/prompt.ts";
import { estimateTextTokens, estimateTokens } from "#contract/manifest/token-estimate.ts";
import type { LaneAnswer } from "../lane.ts";

/**
 * What an answer without counts is billed by: the estimate that quotes are made of, over what was sent and what the model
 * wrote. Servers for one's own machine leave the counts out now and then.
 */
export function estimateUsage(
  sent: Readonly<Record<string, unknown>>,
  answer: unknown,
): LaneAnswer["usage"] {
  return { input_tokens: estimateTokens(sent), output_tokens: writtenTokens(writtenIn(answer)) };
}

/** What a model wrote, in each of the forms of an answer; vectors are not written. */
function writtenIn(answer: unknown): unknown[] {
  if (!isRecord(answer)) return [];
  const { choices, output, content, candidates } = answer;
  const messages = Array.isArray(choices)
    ? choices.map((choice) => (isRecord(choice) ? choice.message : null))
    : [];
  return [messages, output, content, candidates];
}

/** The tokens of all text in a message: its content, its refusal, its thoughts, the calls to tools. */
function writtenTokens(written: unknown): number {
  if (typeof written === "string") return estimateTextTokens(written);
  if (typeof written !== "object" || written === null) return 0;
  return Object.entries(written).reduce(
    (sum, [name, part]) => sum + (NOT_WRITTEN.has(name) ? 0 : writtenTokens(part)),
    0,
  );
}

/** Fields of a message that the server puts there and not the model. */
const NOT_WRITTEN = new Set(["role", "type", "id", "call_id", "status", "finishReason"]);
