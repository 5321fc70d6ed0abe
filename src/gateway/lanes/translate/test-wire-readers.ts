import { isRecord } from "#contract/manifest/prompt.ts";
import { recordOf, recordsOf } from "./answer.ts";
import type {
  Conversation,
  MediaPart,
  Part,
  Settings,
  StatedSettings,
  Tool,
  Turn,
} from "./conversation.ts";
import type { WireBody } from "./wire-form.ts";

// What a provider understands of a request: the inverse of the writers, written from the providers' pages alone.

const path = "";

function stated<Value>(value: Value) {
  return { value, path };
}

function text(value: unknown): Part {
  return { type: "text", text: String(value), path };
}

function media(
  kind: MediaPart["kind"],
  source: MediaPart["source"],
  detail: MediaPart["detail"],
): Part {
  return { type: "media", kind, source, detail, filename: null, path };
}

/** Reads a Messages request (https://platform.claude.com/docs/en/api/messages). */
export function readMessagesRequest(body: WireBody): Conversation {
  const system = typeof body.system === "string" ? [{ text: body.system }] : recordsOf(body.system);
  const instructions: Turn[] = system.map((block) => ({
    role: "system",
    parts: [text(block.text)],
    path,
  }));
  const turns = recordsOf(body.messages).map((message): Turn => ({
    role: message.role === "assistant" ? "assistant" : "user",
    parts:
      typeof message.content === "string"
        ? [text(message.content)]
        : recordsOf(message.content).map(readBlock),
    path,
  }));
  const tools = recordsOf(body.tools).map(
    ({ name, description = null, input_schema, strict }): Tool =>
      ({ name, description, parameters: input_schema, strict, path }) as Tool,
  );
  return { turns: [...instructions, ...turns], tools, settings: messagesSettings(body) };
}

function readBlock(block: Record<string, unknown>): Part {
  if (block.type === "text") return text(block.text);
  if (block.type === "tool_use")
    return {
      type: "tool_call",
      call_id: String(block.id),
      name: String(block.name),
      arguments: JSON.stringify(block.input),
      path,
    };
  if (block.type === "tool_result") {
    const parts = [text(block.content)] as [Part & { type: "text" }];
    return { type: "tool_result", call_id: String(block.tool_use_id), parts, path };
  }
  const source = recordOf(block.source);
  return media(
    block.type === "image" ? "image" : "document",
    source.type === "url"
      ? { kind: "url", url: String(source.url) }
      : { kind: "base64", media_type: String(source.media_type), data: String(source.data) },
    null,
  );
}

function messagesSettings(body: WireBody): StatedSettings {
  const settings: StatedSettings = { max_output_tokens: stated(Number(body.max_tokens)) };
  for (const name of ["temperature", "top_p", "top_k"] as const)
    if (body[name] !== undefined) settings[name] = stated(Number(body[name]));
  if (body.stop_sequences !== undefined)
    settings.stop_sequences = stated(body.stop_sequences as string[]);
  if (isRecord(body.metadata)) settings.user = stated(String(body.metadata.user_id));
  const output = recordOf(body.output_config);
  const isOff = recordOf(body.thinking).type === "disabled";
  const effort = isOff ? "none" : output.effort;
  if (effort !== undefined)
    settings.reasoning_effort = stated(effort as Settings["reasoning_effort"]);
  if (isRecord(output.format))
    settings.response_format = stated(formatOf(recordOf(output.format.schema)));
  return settings;
}

function formatOf(schema: Record<string, unknown>): Settings["response_format"] {
  return { type: "json_schema", name: "", description: null, schema, strict: null };
}

const EFFORTS: Readonly<Record<string, Settings["reasoning_effort"]>> = {
  MINIMAL: "minimal",
  LOW: "low",
  MEDIUM: "medium",
  HIGH: "high",
};

/** Reads a generateContent request (https://ai.google.dev/api/generate-content). */
export function readGenerateContentRequest(body: WireBody): Conversation {
  const instructions = recordsOf(recordOf(body.systemInstruction).parts).map((part): Turn => ({
    role: "system",
    parts: [text(part.text)],
    path,
  }));
  const turns = recordsOf(body.contents).map((content): Turn => ({
    role: content.role === "model" ? "assistant" : "user",
    parts: recordsOf(content.parts).map(readPart),
    path,
  }));
  const declarations = recordsOf(recordsOf(body.tools)[0]?.functionDeclarations);
  const tools = declarations.map(
    ({ name, description = null, parametersJsonSchema = null }): Tool =>
      ({ name, description, parameters: parametersJsonSchema, strict: null, path }) as Tool,
  );
  const settings = generationSettings(recordOf(body.generationConfig));
  return { turns: [...instructions, ...turns], tools, settings };
}

function readPart(part: Record<string, unknown>): Part {
  if (isRecord(part.functionCall)) {
    const { id, name, args } = part.functionCall;
    return {
      type: "tool_call",
      call_id: String(id),
      name: String(name),
      arguments: JSON.stringify(args),
      path,
    };
  }
  if (isRecord(part.functionResponse)) {
    const { id, response } = part.functionResponse;
    const parts = [text(recordOf(response).output)] as [Part & { type: "text" }];
    return { type: "tool_result", call_id: String(id), parts, path };
  }
  if (!isRecord(part.inlineData)) return text(part.text);
  const { mimeType, data } = part.inlineData;
  const level = recordOf(part.mediaResolution).level;
  const detail =
    level === "MEDIA_RESOLUTION_LOW" ? "low" : level === "MEDIA_RESOLUTION_HIGH" ? "high" : null;
  const source = { kind: "base64", media_type: String(mimeType), data: String(data) } as const;
  return media(mimeType === "application/pdf" ? "document" : "image", source, detail);
}

function generationSettings(config: Record<string, unknown>): StatedSettings {
  const settings: StatedSettings = {};
  const numbers = {
    maxOutputTokens: "max_output_tokens",
    temperature: "temperature",
    topP: "top_p",
    topK: "top_k",
    frequencyPenalty: "frequency_penalty",
    presencePenalty: "presence_penalty",
    seed: "seed",
    candidateCount: "n",
  } as const;
  for (const [field, name] of Object.entries(numbers))
    if (config[field] !== undefined) settings[name] = stated(Number(config[field]));
  if (config.stopSequences !== undefined)
    settings.stop_sequences = stated(config.stopSequences as string[]);
  if (config.responseLogprobs === true) settings.logprobs = stated(Number(config.logprobs ?? 0));
  if (isRecord(config.thinkingConfig)) {
    const { thinkingBudget, thinkingLevel } = config.thinkingConfig;
    const effort = thinkingBudget === 0 ? "none" : EFFORTS[String(thinkingLevel)];
    if (effort !== undefined) settings.reasoning_effort = stated(effort);
  }
  if (config.responseMimeType === "application/json")
    settings.response_format = stated(
      isRecord(config.responseJsonSchema)
        ? formatOf(config.responseJsonSchema)
        : { type: "json_object" },
    );
  return settings;
}
