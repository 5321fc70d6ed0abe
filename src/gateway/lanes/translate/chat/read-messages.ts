import { DROPPED_MESSAGE_FIELDS } from "../dropped-fields.ts";
import { readersOf, type FieldReader } from "../field-reader.ts";
import type { MediaPart, Part, TextPart, Turn } from "../conversation.ts";
import { readAudio, readDocument, readImage } from "../media.ts";
import {
  readContent,
  readRefusal,
  readText,
  type PartReader,
  type PartReaders,
} from "../read-content.ts";
import type { Report } from "../wire-form.ts";

// https://platform.openai.com/docs/api-reference/chat/create (messages)

const ROLES = ["system", "developer", "user", "assistant", "tool"] as const;

const MESSAGE_REASONS = {
  name: "names a participant, which only chat completions have.",
  audio: "refers to speech that only its own provider has.",
  function_call: "is the older form of a tool call. Use tool_calls.",
} as const;

/** The turns of a list of chat messages, one a message. */
export function readMessages(messages: readonly unknown[], path: string, report: Report): Turn[] {
  return readersOf(messages, path, report).flatMap((message) => {
    const turn = readMessage(message, report);
    // A message of another role has fields of its own; it has been reported whole.
    if (turn === undefined) return [];
    message.close(MESSAGE_REASONS);
    return [turn];
  });
}

function readMessage(message: FieldReader, report: Report): Turn | undefined {
  const role = message.requiredWord("role", ROLES);
  const { path } = message;
  if (role === undefined) return undefined;
  message.drop(Object.keys(DROPPED_MESSAGE_FIELDS));
  if (role === "assistant") return { role, parts: readAssistant(message, report), path };
  if (role !== "tool") {
    const kinds = role === "user" ? USER_PARTS : TEXT_PARTS;
    return { role, parts: readContent(message, "content", kinds, report), path };
  }
  const call_id = message.requiredText("tool_call_id");
  const parts = readContent(message, "content", TEXT_PARTS, report) as TextPart[]; // TEXT_PARTS makes nothing else
  return { role: "user", parts: [{ type: "tool_result", call_id, parts, path }], path };
}

function readAssistant(message: FieldReader, report: Report): Part[] {
  const parts = readContent(message, "content", ASSISTANT_PARTS, report);
  const refusal = message.text("refusal");
  if (refusal !== undefined)
    parts.push({ type: "refusal", refusal, path: message.pathOf("refusal") });
  const calls = message.list("tool_calls") ?? [];
  for (const call of readersOf(calls, message.pathOf("tool_calls"), report)) {
    const call_id = call.requiredText("id");
    if (call.requiredWord("type", ["function"]) === undefined) continue;
    const called = call.inner("function");
    const name = called.requiredText("name");
    const text = called.requiredText("arguments");
    parts.push({ type: "tool_call", call_id, name, arguments: text, path: call.path });
    called.close();
    call.close();
  }
  return parts;
}

function readInner(name: string, read: (inner: FieldReader) => MediaPart | undefined): PartReader {
  return (part) => {
    const inner = part.inner(name);
    const media = read(inner);
    inner.close();
    return media && { ...media, path: part.path };
  };
}

const TEXT_PARTS: PartReaders = new Map([["text", readText]]);
const ASSISTANT_PARTS: PartReaders = new Map<string, PartReader>([
  ["text", readText],
  ["refusal", readRefusal],
]);
const USER_PARTS: PartReaders = new Map<string, PartReader>([
  ["text", readText],
  ["image_url", readInner("image_url", (image) => readImage(image, "url"))],
  ["input_audio", readInner("input_audio", readAudio)],
  ["file", readInner("file", readDocument)],
]);
