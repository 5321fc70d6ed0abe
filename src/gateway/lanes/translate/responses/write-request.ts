import type { Conversation, ResponseFormat, Tool, ToolChoice } from "../conversation.ts";
import type { Report, WireBody, WireTarget } from "../wire-form.ts";
import { cannot, writeAs, writeSettings, type SettingWriters } from "../write-settings.ts";
import { writeInput } from "./write-input.ts";

// https://platform.openai.com/docs/api-reference/responses/create

/** The body of a request for a response. */
export function writeResponsesRequest(
  conversation: Conversation,
  target: WireTarget,
  report: Report,
): WireBody {
  const body: WireBody = {
    model: target.model,
    input: writeInput(conversation.turns, report),
    // The provider keeps answers for 30 days unless it is told not to; nobody will ask for this one again.
    store: false,
  };
  if (conversation.tools.length > 0) body.tools = conversation.tools.map(writeTool);
  writeSettings(conversation, WRITERS, body, report);
  return body;
}

const WRITERS: SettingWriters = {
  max_output_tokens: writeAs("max_output_tokens"),
  temperature: writeAs("temperature"),
  top_p: writeAs("top_p"),
  top_k: cannot("has no place in responses."),
  frequency_penalty: cannot("has no place in responses."),
  presence_penalty: cannot("has no place in responses."),
  seed: cannot("has no place in responses."),
  stop_sequences: cannot("has no place in responses."),
  n: cannot("asks for several answers. Responses give one."),
  logprobs: (others, body) => {
    body.include = ["message.output_text.logprobs"];
    if (others > 0) body.top_logprobs = others;
    return undefined;
  },
  reasoning_effort: (effort, body) => void (body.reasoning = { effort }),
  verbosity: (verbosity, body) => addToText(body, { verbosity }),
  user: writeAs("user"),
  response_format: (format, body) => addToText(body, { format: writeFormat(format) }),
  tool_choice: (choice, body) => void (body.tool_choice = writeChoice(choice)),
  parallel_tool_calls: writeAs("parallel_tool_calls"),
};

function addToText(body: WireBody, fields: WireBody): undefined {
  body.text = { ...(body.text as WireBody | undefined), ...fields }; // written here alone
}

function writeFormat(format: ResponseFormat): WireBody {
  if (format.type === "json_object") return { type: "json_object" };
  const { type, name, description, schema, strict } = format;
  const written: WireBody = { type, name, schema };
  if (description !== null) written.description = description;
  if (strict !== null) written.strict = strict;
  return written;
}

function writeChoice(choice: ToolChoice): unknown {
  if (choice.mode === "named") return namedFunction(choice.name);
  if (choice.mode !== "allowed") return choice.mode;
  const mode = choice.is_required ? "required" : "auto";
  return { type: "allowed_tools", mode, tools: choice.names.map(namedFunction) };
}

function namedFunction(name: string): WireBody {
  return { type: "function", name };
}

function writeTool({ name, description, parameters, strict }: Tool): WireBody {
  const tool: WireBody = { type: "function", name, parameters, strict };
  if (description !== null) tool.description = description;
  return tool;
}
