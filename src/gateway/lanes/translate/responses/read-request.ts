import { DROPPED_FIELDS } from "../dropped-fields.ts";
import { readersOf, type FieldReader } from "../field-reader.ts";
import type { Conversation, StatedSettings, Tool, ToolChoice, Turn } from "../conversation.ts";
import {
  readEffort,
  readJsonSchema,
  readLineSettings,
  readSharedSettings,
  readVerbosity,
  state,
} from "../read-settings.ts";
import type { Report, TranslatableItem } from "../wire-form.ts";
import { readInput } from "./read-input.ts";

// https://platform.openai.com/docs/api-reference/responses/create

const REASONS = {
  background: "asks for an answer that is fetched later from the provider itself.",
  context_management: "asks the provider to shorten the conversation.",
  conversation: "refers to a conversation that only its own provider has.",
  max_tool_calls: "bounds tools that the provider itself runs.",
  moderation: "asks the provider itself to judge the request.",
  previous_response_id:
    "refers to an answer that only its own provider has. Send the whole conversation.",
  prompt: "refers to a prompt that only its own provider has.",
  truncation: "asks the provider to shorten the conversation.",
} as const;

const REASONING_REASONS = {
  summary: "asks for a summary of the model's thoughts as only responses give it.",
  generate_summary: "asks for a summary of the model's thoughts as only responses give it.",
  context: "chooses among earlier thoughts as only responses do.",
  mode: "chooses a way to think that only responses have.",
} as const;

const LOGPROBS = "message.output_text.logprobs";

/** Reads the body of a request for a response, at `path` in its line. */
export function readResponsesRequest(
  item: TranslatableItem,
  fields: FieldReader,
  report: Report,
): Conversation {
  const settings: StatedSettings = {};
  readLineSettings(item, fields, settings);
  readSharedSettings(fields, settings);
  const reasoning = fields.inner("reasoning");
  readEffort(reasoning, "effort", settings);
  reasoning.close(REASONING_REASONS);
  readTextSettings(fields.inner("text"), settings);
  readLogprobs(fields, settings);
  readToolChoice(fields, settings, report);
  const tools = readTools(fields, report);
  const turns = [
    ...readInstructions(fields),
    ...readInput(fields.value("input"), fields.pathOf("input"), report),
  ];
  fields.drop(Object.keys(DROPPED_FIELDS));
  fields.dropIf("truncation", (value) => value === "disabled");
  fields.dropIf("background", (value) => value === false);
  fields.close(REASONS);
  return { turns, tools, settings };
}

function readInstructions(fields: FieldReader): Turn[] {
  const text = fields.text("instructions");
  const path = fields.pathOf("instructions");
  if (text === undefined || text === "") return [];
  return [{ role: "system", parts: [{ type: "text", text, path }], path }];
}

function readTextSettings(text: FieldReader, settings: StatedSettings): void {
  readVerbosity(text, settings);
  const path = text.pathOf("format");
  if (text.value("format") !== undefined) {
    const format = text.inner("format");
    const type = format.requiredWord("type", ["text", "json_object", "json_schema"]);
    if (type === "json_object") state(settings, "response_format", { type }, path);
    if (type === "json_schema") state(settings, "response_format", readJsonSchema(format), path);
    else format.close();
  }
  text.close();
}

function readLogprobs(fields: FieldReader, settings: StatedSettings): void {
  const others = fields.number("top_logprobs") ?? 0;
  const path = fields.pathOf("include");
  const included = fields.list("include") ?? [];
  if (included.includes(LOGPROBS)) state(settings, "logprobs", others, path);
  else if (others !== 0)
    fields.report("top_logprobs", `means nothing unless include names ${LOGPROBS}.`);
  if (included.some((name) => name !== LOGPROBS))
    fields.report("include", "asks for more of an answer than other forms give.");
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
    const name = object.requiredText("name");
    state(settings, "tool_choice", { mode: "named", name }, path);
  } else if (type === "allowed_tools")
    state(settings, "tool_choice", readAllowed(object, report), path);
  object.close();
}

function readAllowed(allowed: FieldReader, report: Report): ToolChoice {
  const is_required = allowed.requiredWord("mode", ["auto", "required"]) === "required";
  const tools = readersOf(allowed.list("tools") ?? [], allowed.pathOf("tools"), report);
  const names = tools.map((tool) => {
    tool.requiredWord("type", ["function"]);
    const name = tool.requiredText("name");
    tool.close();
    return name;
  });
  return { mode: "allowed", is_required, names };
}

function readTools(fields: FieldReader, report: Report): Tool[] {
  const list = fields.list("tools") ?? [];
  return readersOf(list, fields.pathOf("tools"), report).flatMap((tool) => {
    const type = tool.requiredWord("type", ["function"]);
    if (type === undefined) return [];
    const read: Tool = {
      name: tool.requiredText("name"),
      description: tool.text("description") ?? null,
      parameters: tool.record("parameters") ?? null,
      strict: tool.boolean("strict") ?? null,
      path: tool.path,
    };
    tool.close();
    return [read];
  });
}
