interface ChatAnswerParts {
  message?: object;
  finish_reason?: string;
  usage?: object | undefined;
}

const USAGE = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 };

/** A `chat.completion` as OpenAI's reference shows it. */
export function chatAnswer({
  message = { content: "Hello there." },
  finish_reason = "stop",
  ...rest
}: ChatAnswerParts): object {
  const usage = "usage" in rest ? rest.usage : USAGE;
  return {
    id: "chatcmpl-test",
    object: "chat.completion",
    created: 1_764_504_000,
    model: "upstream/mini",
    choices: [
      { index: 0, message: { role: "assistant", ...message }, logprobs: null, finish_reason },
    ],
    ...(usage === undefined ? {} : { usage }),
  };
}
