import type { Conversation, Settings, Tool } from "../conversation.ts";
import { splitInstructions } from "../merge-turns.ts";
import { beyondDialect, GENERATE_CONTENT_DIALECT } from "../schema-dialect.ts";
import { describedSchema } from "../tool-arguments.ts";
import type { Report, WireBody, WireTarget } from "../wire-form.ts";
import { cannot, writeSettings, type SettingWriters } from "../write-settings.ts";
import { writeContents } from "./write-content.ts";

// https://ai.google.dev/api/generate-content, and https://ai.google.dev/gemini-api/docs/batch-api for the batch's line

/**
 * A generateContent request, as it stands under `request` in a line of a batch; the model is named by the address that
 * it is sent to.
 */
export function writeGenerateContentRequest(
  conversation: Conversation,
  target: WireTarget,
  report: Report,
): WireBody {
  const { texts, rest } = splitInstructions(conversation.turns);
  const body: WireBody = { contents: writeContents(rest, report) };
  if (texts.length > 0) body.systemInstruction = { parts: texts.map((text) => ({ text })) };
  if (conversation.tools.length > 0)
    body.tools = [{ functionDeclarations: conversation.tools.map(writeTool) }];
  const config: WireBody = {};
  writeSettings(conversation, WRITERS, config, report);
  // More than the model can write is refused, and no answer is longer for it.
  if (typeof config.maxOutputTokens === "number")
    config.maxOutputTokens = Math.min(config.maxOutputTokens, target.max_output_tokens);
  if (Object.keys(config).length > 0) body.generationConfig = config;
  const functionCallingConfig = callingConfig(conversation);
  if (functionCallingConfig !== undefined) body.toolConfig = { functionCallingConfig };
  return body;
}

const configAs = (field: string) => (value: unknown, config: WireBody) =>
  void (config[field] = value);

const THINKING: Readonly<Record<Settings["reasoning_effort"], WireBody | undefined>> = {
  none: { thinkingBudget: 0 },
  minimal: { thinkingLevel: "MINIMAL" },
  low: { thinkingLevel: "LOW" },
  medium: { thinkingLevel: "MEDIUM" },
  high: { thinkingLevel: "HIGH" },
  xhigh: undefined,
  max: undefined,
};

const WRITERS: SettingWriters = {
  max_output_tokens: configAs("maxOutputTokens"),
  temperature: configAs("temperature"),
  top_p: configAs("topP"),
  top_k: configAs("topK"),
  frequency_penalty: configAs("frequencyPenalty"),
  presence_penalty: configAs("presencePenalty"),
  seed: configAs("seed"),
  stop_sequences: configAs("stopSequences"),
  n: configAs("candidateCount"),
  logprobs: (others, config) => {
    config.responseLogprobs = true;
    if (others > 0) config.logprobs = others;
    return undefined;
  },
  reasoning_effort: (effort, config) => {
    const thinkingConfig = THINKING[effort];
    if (thinkingConfig === undefined)
      return `is "${effort}", which Gemini does not have. "high" is its most.`;
    return void (config.thinkingConfig = thinkingConfig);
  },
  verbosity: cannot("has no place in Gemini's requests."),
  // Left out: see DROPPED_BY_FORM.
  user: () => undefined,
  response_format: (format, config) => {
    config.responseMimeType = "application/json";
    if (format.type === "json_object") return undefined;
    config.responseJsonSchema = describedSchema(format.schema, format.description);
    return beyondDialect(format.schema, GENERATE_CONTENT_DIALECT, "Gemini");
  },
  // Written by `callingConfig`, which sees the tools as well.
  tool_choice: () => undefined,
  parallel_tool_calls: (isParallel, _config, { tools, settings }) => {
    const isMoot = tools.length === 0 || settings.tool_choice?.value.mode === "none";
    return isParallel || isMoot
      ? undefined
      : "asks for one call at a time, which Gemini cannot be told.";
  },
};

/**
 * How functions may be called. VALIDATED lets the model choose as AUTO does, and holds its arguments to the schema as
 * ANY does (https://ai.google.dev/gemini-api/docs/function-calling): what OpenAI's forms call a strict function.
 */
function callingConfig({ settings, tools }: Conversation): WireBody | undefined {
  const choice = settings.tool_choice?.value;
  // Without functions these two change nothing, and Gemini refuses to hear of a choice.
  if (tools.length === 0 && (choice?.mode === "auto" || choice?.mode === "none")) return undefined;
  const isStrict = tools.some((tool) => tool.strict === true);
  switch (choice?.mode) {
    case undefined:
      return isStrict ? { mode: "VALIDATED" } : undefined;
    case "auto":
      return { mode: isStrict ? "VALIDATED" : "AUTO" };
    case "none":
      return { mode: "NONE" };
    case "required":
      return { mode: "ANY" };
    case "named":
      return { mode: "ANY", allowedFunctionNames: [choice.name] };
    case "allowed":
      return {
        mode: choice.is_required ? "ANY" : "VALIDATED",
        allowedFunctionNames: choice.names,
      };
  }
}

function writeTool({ name, description, parameters }: Tool): WireBody {
  const declaration: WireBody = { name };
  if (description !== null) declaration.description = description;
  if (parameters !== null) declaration.parametersJsonSchema = parameters;
  return declaration;
}
