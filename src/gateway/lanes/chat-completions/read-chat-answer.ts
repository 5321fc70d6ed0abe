import { isRecord } from "#contract/manifest/prompt.ts";
import { estimateTextTokens, estimateTokens } from "#contract/manifest/token-estimate.ts";
import type { LaneAnswer } from "../lane.ts";
import { type ReceivedAnswer, UnusableAnswer } from "../provider/provider-lane.ts";
import { readUsage } from "../provider/read-usage.ts";

export function readChatAnswer({
  sent,
  text,
  value,
}: ReceivedAnswer): Pick<LaneAnswer, "body_json" | "usage"> {
  if (!isRecord(value) || !Array.isArray(value.choices) || value.choices.length === 0)
    throw new UnusableAnswer("with no choices");
  return { body_json: text, usage: readUsage(value) ?? estimatedUsage(sent, value.choices) };
}

/**
 * What an answer without usable counts is billed by: the same estimate that quotes are made of, over what was sent and
 * what the model wrote. Servers for one's own machine leave the counts out now and then.
 */
export function estimatedUsage(sent: object, choices: readonly unknown[]): LaneAnswer["usage"] {
  const output_tokens = choices.reduce<number>(
    (sum, choice) => sum + (isRecord(choice) ? writtenTokens(choice.message) : 0),
    0,
  );
  return { input_tokens: estimateTokens({ ...sent }), output_tokens };
}

/** The tokens of all text in a message: its content, its refusal, its thoughts, the calls to tools. */
function writtenTokens(written: unknown): number {
  if (typeof written === "string") return estimateTextTokens(written);
  if (typeof written !== "object" || written === null) return 0;
  return Object.entries(written).reduce(
    (sum, [name, part]) => sum + (NAMES.has(name) ? 0 : writtenTokens(part)),
    0,
  );
}

/** Fields of a message that the model did not write. */
const NAMES = new Set(["role", "type", "id"]);
