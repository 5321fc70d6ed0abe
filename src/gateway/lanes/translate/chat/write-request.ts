import type { Conversation, ResponseFormat, Tool, ToolChoice } from "../conversation.ts";
import type { Report, WireBody, WireTarget } from "../wire-form.ts";
import { cannot, writeAs, writeSettings, type SettingWriters } from "../write-settings.ts";
import { writeMessages } from "./write-messages.ts";

// https://platform.openai.com/docs/api-reference/chat/create

/** The body of a chat completion request. */
export function writeChatRequest(
  conversation: Conversation,
  target: WireTarget,
  report: Report,
): WireBody {
  const body: WireBody = {
    model: target.model,
    messages: writeMessages(conversation.turns, report),
  };
  if (conversation.tools.length > 0) body.tools = conversation.tools.map(writeTool);
  writeSettings(conversation, writersFor(target), body, report);
  return body;
}

function writersFor(target: WireTarget): SettingWriters {
  return {
    ...WRITERS,
    max_output_tokens: writeAs(target.chat_limit_field ?? "max_completion_tokens"),
  };
}

const WRITERS: SettingWriters = {
  max_output_tokens: writeAs("max_completion_tokens"),
  temperature: writeAs("temperature"),
  top_p: writeAs("top_p"),
  top_k: cannot("has no place in chat completions."),
  frequency_penalty: writeAs("frequency_penalty"),
  presence_penalty: writeAs("presence_penalty"),
  seed: writeAs("seed"),
  stop_sequences: writeAs("stop"),
  n: writeAs("n"),
  logprobs: (others, body) => {
    body.logprobs = true;
    if (others > 0) body.top_logprobs = others;
    return undefined;
  },
  reasoning_effort: writeAs("reasoning_effort"),
  verbosity: writeAs("verbosity"),
  user: writeAs("user"),
  response_format: (format, body) => void (body.response_format = writeFormat(format)),
  tool_choice: (choice, body) => void (body.tool_choice = writeChoice(choice)),
  parallel_tool_calls: writeAs("parallel_tool_calls"),
};

function writeFormat(format: ResponseFormat): WireBody {
  if (format.type === "json_object") return { type: "json_object" };
  const { type, name, description, schema, strict } = format;
  const json_schema: WireBody = { name, schema };
  if (description !== null) json_schema.description = description;
  if (strict !== null) json_schema.strict = strict;
  return { type, json_schema };
}

function writeChoice(choice: ToolChoice): unknown {
  if (choice.mode === "named") return namedFunction(choice.name);
  if (choice.mode !== "allowed") return choice.mode;
  const mode = choice.is_required ? "required" : "auto";
  return { type: "allowed_tools", allowed_tools: { mode, tools: choice.names.map(namedFunction) } };
}

function namedFunction(name: string): WireBody {
  return { type: "function", function: { name } };
}

function writeTool({ name, description, parameters, strict }: Tool): WireBody {
  const definition: WireBody = { name };
  if (description !== null) definition.description = description;
  if (parameters !== null) definition.parameters = parameters;
  if (strict !== null) definition.strict = strict;
  return { type: "function", function: definition };
}
