import type { Conversation, Settings, Tool, ToolChoice } from "../conversation.ts";
import { splitInstructions } from "../merge-turns.ts";
import { beyondDialect, closedSchema, MESSAGES_DIALECT } from "../schema-dialect.ts";
import { describedSchema } from "../tool-arguments.ts";
import type { Report, WireBody, WireTarget } from "../wire-form.ts";
import { cannot, writeAs, writeSettings, type SettingWriters } from "../write-settings.ts";
import { writeTurns } from "./write-content.ts";

// https://platform.claude.com/docs/en/api/messages

/** The body of a Messages request, which always states a limit. */
export function writeMessagesRequest(
  conversation: Conversation,
  target: WireTarget,
  report: Report,
): WireBody {
  const { texts, rest } = splitInstructions(conversation.turns);
  const body: WireBody = {
    model: target.model,
    max_tokens: target.max_output_tokens,
    messages: writeTurns(rest, report),
  };
  if (texts.length > 0)
    body.system = texts.length === 1 ? texts[0] : texts.map((text) => ({ type: "text", text }));
  if (conversation.tools.length > 0)
    body.tools = conversation.tools.map((tool) => writeTool(tool, report));
  writeSettings(conversation, WRITERS, body, report);
  if (isThinking(conversation)) body.thinking = { type: "adaptive" };
  return body;
}

const NO_PLACE = cannot("has no place in Messages.");

const WRITERS: SettingWriters = {
  // More than the model can write is refused, and no answer is longer for it.
  max_output_tokens: (limit, body) =>
    void (body.max_tokens = Math.min(limit, Number(body.max_tokens))),
  temperature: (temperature, body) => {
    if (temperature > 1) return "is above 1, where the temperature of Messages ends.";
    return void (body.temperature = temperature);
  },
  top_p: writeAs("top_p"),
  top_k: writeAs("top_k"),
  frequency_penalty: NO_PLACE,
  presence_penalty: NO_PLACE,
  seed: NO_PLACE,
  stop_sequences: (sequences, body) => {
    if (sequences.some((sequence) => sequence.trim() === ""))
      return "has a sequence of white space alone, which Messages refuse.";
    return void (body.stop_sequences = sequences);
  },
  n: cannot("asks for several answers. Messages give one."),
  logprobs: cannot("asks for log probabilities, which Messages do not give."),
  reasoning_effort: (effort, body) => {
    if (effort === "minimal")
      return 'is "minimal", which Messages do not have. "low" is their least.';
    if (effort === "none") return void (body.thinking = { type: "disabled" });
    return addToOutput(body, { effort });
  },
  verbosity: NO_PLACE,
  user: (user_id, body) => void (body.metadata = { user_id }),
  response_format: writeFormat,
  tool_choice: (choice, body, { tools }) => {
    if (choice.mode === "allowed")
      return "bounds the choice to some of the tools, as Messages cannot.";
    // Without tools these two change nothing, and Messages refuse to hear of a choice.
    if (tools.length === 0 && (choice.mode === "auto" || choice.mode === "none")) return undefined;
    return void (body.tool_choice = writeChoice(choice));
  },
  parallel_tool_calls: (isParallel, body, { tools, settings }) => {
    const isMoot = tools.length === 0 || settings.tool_choice?.value.mode === "none";
    if (isParallel || isMoot) return undefined;
    const choice = (body.tool_choice as WireBody | undefined) ?? { type: "auto" }; // written above
    return void (body.tool_choice = { ...choice, disable_parallel_tool_use: true });
  },
};

function writeFormat(format: Settings["response_format"], body: WireBody): string | undefined {
  if (format.type === "json_object")
    return "asks for JSON without a schema. Messages give JSON only by a schema.";
  const why = beyondDialect(format.schema, MESSAGES_DIALECT, "Messages");
  if (why !== undefined) return why;
  const schema = closedSchema(describedSchema(format.schema, format.description));
  return addToOutput(body, { format: { type: "json_schema", schema } });
}

function addToOutput(body: WireBody, fields: WireBody): undefined {
  body.output_config = { ...(body.output_config as WireBody | undefined), ...fields }; // written here alone
}

function writeChoice(choice: Exclude<ToolChoice, { mode: "allowed" }>): WireBody {
  if (choice.mode === "named") return { type: "tool", name: choice.name };
  return { type: choice.mode === "required" ? "any" : choice.mode };
}

function writeTool(tool: Tool, report: Report): WireBody {
  const { name, description, strict, path } = tool;
  const schema = { type: "object", ...tool.parameters };
  if (schema.type !== "object")
    report(path, `${path} has parameters that are no object, which Messages refuse.`);
  const why = strict === true ? beyondDialect(schema, MESSAGES_DIALECT, "Messages") : undefined;
  if (why !== undefined) report(path, `${path} ${why}`);
  const written: WireBody = { name, input_schema: strict === true ? closedSchema(schema) : schema };
  if (description !== null) written.description = description;
  if (strict !== null) written.strict = strict;
  return written;
}

/**
 * Whether the model is to think: where an effort is stated, unless something else is that the form refuses together
 * with thoughts (https://platform.claude.com/docs/en/build-with-claude/extended-thinking). The effort holds either way.
 */
function isThinking({ settings }: Conversation): boolean {
  const effort = settings.reasoning_effort?.value;
  if (effort === undefined || effort === "none") return false;
  const mode = settings.tool_choice?.value.mode;
  const isForced = mode === "required" || mode === "named";
  const isSampled = settings.temperature !== undefined || settings.top_k !== undefined;
  return !isForced && !isSampled && (settings.top_p?.value ?? 1) >= 0.95;
}
