import { ToolCall, type ShownMessage } from "#contract/workflows.ts";
import * as z from "zod/mini";

/** What a model said, whichever of the two answer forms it came in. */
export interface AnswerMessage {
  message: ShownMessage;
  finish_reason: string | null;
}

const ChatAnswer = z.object({
  choices: z.array(
    z.object({
      message: z.object({
        role: z.string(),
        content: z.optional(z.nullable(z.string())),
        refusal: z.optional(z.nullable(z.string())),
        tool_calls: z.optional(z.nullable(z.array(ToolCall))),
      }),
      finish_reason: z.nullable(z.string()),
    }),
  ),
});

const ResponseAnswer = z.object({
  status: z.optional(z.string()),
  incomplete_details: z.optional(z.nullable(z.object({ reason: z.optional(z.string()) }))),
  output: z.array(
    z.object({
      role: z.optional(z.string()),
      content: z.optional(
        z.array(z.object({ text: z.optional(z.string()), refusal: z.optional(z.string()) })),
      ),
    }),
  ),
});

/** Reads the message out of an answer's body; a refusal is what was said. Undefined when the body has neither form. */
export function answerMessage(body: unknown): AnswerMessage | undefined {
  const chat = z.safeParse(ChatAnswer, body);
  const choice = chat.success ? chat.data.choices[0] : undefined;
  if (choice !== undefined) {
    const { role, content, refusal, tool_calls } = choice.message;
    return {
      message: {
        role,
        content: content ?? refusal ?? "",
        ...(tool_calls == null || tool_calls.length === 0 ? {} : { tool_calls }),
      },
      finish_reason: choice.finish_reason,
    };
  }
  const response = z.safeParse(ResponseAnswer, body);
  if (!response.success) return undefined;
  const { output, status, incomplete_details } = response.data;
  const parts = output.flatMap(({ content }) => content ?? []);
  const content = parts.map(({ text, refusal }) => text ?? refusal ?? "").join("");
  const role = output.find((entry) => entry.role !== undefined)?.role ?? "assistant";
  return {
    message: { role, content },
    finish_reason: incomplete_details?.reason ?? (status === "completed" ? "stop" : null),
  };
}
