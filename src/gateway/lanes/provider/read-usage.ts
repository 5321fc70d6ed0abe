import { isRecord } from "#contract/manifest/prompt.ts";
import type { LaneAnswer } from "../lane.ts";

/** The token counts of an answer in one of OpenAI's forms; null when it states none that can be billed by. */
export function readUsage(answer: unknown): LaneAnswer["usage"] | null {
  if (!isRecord(answer) || !isRecord(answer.usage)) return null;
  const { prompt_tokens, completion_tokens = 0 } = answer.usage;
  if (!isCount(prompt_tokens) || !isCount(completion_tokens)) return null;
  return { input_tokens: prompt_tokens, output_tokens: completion_tokens };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
