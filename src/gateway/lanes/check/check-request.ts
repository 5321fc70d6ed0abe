import type { CatalogModel } from "#gateway/catalog/catalog.ts";
import type { LaneRequest } from "../lane.ts";

const QUESTION = "Reply with the single word: working";
/** Enough for a word and little else; a model that thinks first may be cut, which is an answer all the same. */
const MOST_OUTPUT_TOKENS = 32;

/** The smallest item that a model answers: a text to embed where it embeds, else a question of one line. */
export function checkRequest({ slug, operations, max_output_tokens }: CatalogModel): LaneRequest {
  const item = {
    custom_id: "lane-check",
    batch_seed: "lane-check",
    format: "openai_batch" as const,
    model: slug,
    prompt_text: QUESTION,
    temperature: null,
    item_index: 0,
    attempt: 1,
  };
  if (operations.includes("embeddings")) {
    return {
      ...item,
      operation: "embeddings",
      url: "/v1/embeddings",
      body: { model: slug, input: QUESTION },
      max_output_tokens: null,
    };
  }
  const limit = Math.min(MOST_OUTPUT_TOKENS, max_output_tokens);
  return {
    ...item,
    operation: "responses",
    url: "/v1/chat/completions",
    body: {
      model: slug,
      messages: [{ role: "user", content: QUESTION }],
      max_tokens: limit,
    },
    max_output_tokens: limit,
  };
}
