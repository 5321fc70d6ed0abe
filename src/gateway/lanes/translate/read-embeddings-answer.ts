import { isRecord } from "#contract/manifest/prompt.ts";
import { countOf, errorOf, recordOf, unreadable } from "./answer.ts";
import type { TranslatedAnswer, UnreadableAnswer, WireAnswer } from "./wire-form.ts";

// https://platform.openai.com/docs/api-reference/embeddings/object

/** A list of embeddings as it came; there is no other form that one could be asked for in. */
export function readEmbeddingsAnswer(answer: WireAnswer): TranslatedAnswer | UnreadableAnswer {
  const { value } = answer;
  if (!isRecord(value)) return unreadable("The answer is no object.");
  if (!Array.isArray(value.data) || value.data.length === 0)
    return errorOf(value) ?? unreadable("The answer has no embedding.");
  const input_tokens = countOf(recordOf(value.usage).prompt_tokens);
  const usage = input_tokens === undefined ? null : { input_tokens, output_tokens: 0 };
  return { body_json: answer.body_json, usage, finish: "stop" };
}
