import { DROPPED_FIELDS } from "../dropped-fields.ts";
import { readersOf, type FieldReader } from "../field-reader.ts";
import type { Conversation, StatedSettings, Tool, ToolChoice } from "../conversation.ts";
import {
  readEffort,
  readJsonSchema,
  readLineSettings,
  readSharedSettings,
  readVerbosity,
  state,
} from "../read-settings.ts";
import type { Report, TranslatableItem } from "../wire-form.ts";
import { readMessages } from "./read-messages.ts";

// https://platform.openai.com/docs/api-reference/chat/create

const REASONS = {
  audio: "asks for speech, which only chat completions give.",
  modalities: "asks for more than text, which only chat completions give.",
  functions: "is the older form of tools. Use tools.",
  function_call: "is the older form of tool_choice. Use tool_choice.",
  logit_bias: "names tokens of one provider's models, which mean nothing to another's.",
  moderation: "asks the provider itself to judge the request.",
  web_search_options: "asks for a tool that the provider itself runs.",
} as const;

/** Reads the body of a chat completion request, at `path` in its line. */
export function readChatRequest(
  item: TranslatableItem,
  fields: FieldReader,
  report: Report,
): Conversation {
  const settings: StatedSettings = {};
  readLineSettings(item, fields, settings);
  readSharedSettings(fields, settings);
  readEffort(fields, "reasoning_effort", settings);
  readVerbosity(fields, settings);
  readSampling(fields, settings);
  readLogprobs(fields, settings);
  readResponseFormat(fields, settings);
  readToolChoice(fields, settings, report);
  const tools = readTools(fields, report);
  const turns = readMessages(fields.list("messages") ?? [], fields.pathOf("messages"), report);
  fields.drop(Object.keys(DROPPED_FIELDS));
  fields.dropIf("modalities", isTextAlone);
  fields.close(REASONS);
  return { turns, tools, settings };
}

function readSampling(fields: FieldReader, settings: StatedSettings): void {
  const numbers = ["top_k", "frequency_penalty", "presence_penalty", "seed"] as const;
  for (const name of numbers) state(settings, name, fields.number(name), fields.pathOf(name));
  const n = fields.number("n");
  if (n !== 1) state(settings, "n", n, fields.pathOf("n"));
  const stop = fields.value("stop");
  const stops = typeof stop === "string" ? [stop] : fields.list("stop");
  if (stops === undefined || stops.length === 0) return;
  if (stops.every((sequence) => typeof sequence === "string"))
    state(settings, "stop_sequences", [...stops], fields.pathOf("stop"));
  else fields.report("stop", "holds something else than strings.");
}

function readLogprobs(fields: FieldReader, settings: StatedSettings): void {
  const isAsked = fields.boolean("logprobs") ?? false;
  const others = fields.number("top_logprobs") ?? 0;
  if (isAsked) state(settings, "logprobs", others, fields.pathOf("logprobs"));
  else if (others !== 0) fields.report("top_logprobs", "means nothing without logprobs.");
}

function readResponseFormat(fields: FieldReader, settings: StatedSettings): void {
  const path = fields.pathOf("response_format");
  if (fields.value("response_format") === undefined) return;
  const format = fields.inner("response_format");
  const type = format.requiredWord("type", ["text", "json_object", "json_schema"]);
  if (type === "json_object") state(settings, "response_format", { type }, path);
  if (type === "json_schema")
    state(settings, "response_format", readJsonSchema(format.inner("json_schema")), path);
  format.close();
}

function readToolChoice(fields: FieldReader, settings: StatedSettings, report: Report): void {
  const choice = fields.value("tool_choice");
  const path = fields.pathOf("tool_choice");
  if (choice === undefined) return;
  if (choice === "none" || choice === "auto" || choice === "required")
    return state(settings, "tool_choice", { mode: choice }, path);
  const object = fields.inner("tool_choice");
  const type = object.requiredWord("type", ["function", "allowed_tools"]);
  if (type === "function") {
    const name = nameOfFunction(object);
    state(settings, "tool_choice", { mode: "named", name }, path);
  } else if (type === "allowed_tools")
    state(settings, "tool_choice", readAllowed(object.inner("allowed_tools"), report), path);
  object.close();
}

function readAllowed(allowed: FieldReader, report: Report): ToolChoice {
  const is_required = allowed.requiredWord("mode", ["auto", "required"]) === "required";
  const tools = readersOf(allowed.list("tools") ?? [], allowed.pathOf("tools"), report);
  const names = tools.map((tool) => {
    tool.requiredWord("type", ["function"]);
    const name = nameOfFunction(tool);
    tool.close();
    return name;
  });
  allowed.close();
  return { mode: "allowed", is_required, names };
}

function nameOfFunction(fields: FieldReader): string {
  const called = fields.inner("function");
  const name = called.requiredText("name");
  called.close();
  return name;
}

function readTools(fields: FieldReader, report: Report): Tool[] {
  const list = fields.list("tools") ?? [];
  return readersOf(list, fields.pathOf("tools"), report).flatMap((tool) => {
    const type = tool.requiredWord("type", ["function"]);
    if (type === undefined) return [];
    const definition = tool.inner("function");
    const read: Tool = {
      name: definition.requiredText("name"),
      description: definition.text("description") ?? null,
      parameters: definition.record("parameters") ?? null,
      // Chat completions do not hold a function to its schema unless they are told to.
      strict: definition.boolean("strict") ?? false,
      path: tool.path,
    };
    definition.close();
    tool.close();
    return [read];
  });
}

function isTextAlone(modalities: unknown): boolean {
  return Array.isArray(modalities) && modalities.every((modality) => modality === "text");
}
