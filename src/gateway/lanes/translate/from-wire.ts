import { isDeeperThan } from "#contract/manifest/check-fields.ts";
import type { LaneRequest } from "../lane.ts";
import { unreadable, type Answer } from "./answer.ts";
import { readChatAnswer } from "./chat/read-answer.ts";
import { writeChatAnswer } from "./chat/write-answer.ts";
import { readGenerateContentAnswer } from "./generate-content/read-answer.ts";
import { itemFormOf } from "./item-form.ts";
import { readMessagesAnswer } from "./messages/read-answer.ts";
import { readEmbeddingsAnswer } from "./read-embeddings-answer.ts";
import { readResponsesAnswer } from "./responses/read-answer.ts";
import { writeResponsesAnswer } from "./responses/write-answer.ts";
import type { TranslatedAnswer, UnreadableAnswer, WireAnswer, WireForm } from "./wire-form.ts";

/** An answer that nests deeper could not be written anew; none that a model gives comes near. */
const MAX_DEPTH = 200;

const READERS: Readonly<
  Record<Exclude<WireForm, "embeddings">, (value: unknown) => Answer | UnreadableAnswer>
> = {
  chat_completions: readChatAnswer,
  responses: readResponsesAnswer,
  messages: readMessagesAnswer,
  generate_content: readGenerateContentAnswer,
};

/**
 * The answer in the form that the item asked for: the very text that came when that is the upstream's own form, else
 * written anew. Never throws, whatever the answer holds.
 */
export function fromWire(
  answer: WireAnswer,
  form: WireForm,
  request: LaneRequest,
): TranslatedAnswer | UnreadableAnswer {
  const wanted = itemFormOf(request);
  if (form === "embeddings" || wanted === "embeddings")
    return form === wanted
      ? readEmbeddingsAnswer(answer)
      : unreadable(`The answer (${form}) is none to what the item asked for (${wanted}).`);
  if (form !== wanted && isDeeperThan(answer.value, MAX_DEPTH))
    return unreadable(`The answer nests deeper than ${MAX_DEPTH} levels.`);
  const read = READERS[form](answer.value);
  if ("unreadable" in read) return read;
  const { usage } = read;
  const write = wanted === "chat_completions" ? writeChatAnswer : writeResponsesAnswer;
  return {
    body_json:
      form === wanted ? answer.body_json : JSON.stringify(write(read, request, answer.received_at)),
    usage: usage && { input_tokens: usage.input_tokens, output_tokens: usage.output_tokens },
    finish: read.choices[0]?.finish ?? "stop",
  };
}
