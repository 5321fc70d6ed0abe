import {
  DROPPED_ITEM_FIELDS,
  DROPPED_OUTPUT_TEXT_FIELDS,
  DROPPED_RESULT_FIELDS,
} from "../dropped-fields.ts";
import { readersOf, type FieldReader } from "../field-reader.ts";
import type { TextPart, ToolResultPart, Turn } from "../conversation.ts";
import { readDocument, readImage } from "../media.ts";
import {
  readContent,
  readRefusal,
  readText,
  type PartReader,
  type PartReaders,
} from "../read-content.ts";
import type { Report } from "../wire-form.ts";

// https://platform.openai.com/docs/api-reference/responses/create (input)

const ROLES = ["system", "developer", "user", "assistant"] as const;
const ITEM_TYPES = ["message", "function_call", "function_call_output"] as const;

const ITEM_REASONS = {
  phase: "marks a part of an answer as only responses do.",
  namespace: "names a group of tools, which only responses have.",
} as const;

/** The turns of an input: one for a text, else one an item. */
export function readInput(input: unknown, path: string, report: Report): Turn[] {
  if (typeof input === "string") {
    const parts: TextPart[] = input === "" ? [] : [{ type: "text", text: input, path }];
    return [{ role: "user", parts, path }];
  }
  if (!Array.isArray(input)) {
    report(path, `${path} is neither a string nor a list of items.`);
    return [];
  }
  return readersOf(input, path, report).flatMap((item) => {
    const turn = readItem(item, report);
    item.drop(Object.keys(DROPPED_ITEM_FIELDS));
    // An item of another type has fields of its own; it has been reported whole.
    if (turn === undefined) return [];
    item.close(ITEM_REASONS);
    return [turn];
  });
}

function readItem(item: FieldReader, report: Report): Turn | undefined {
  const type = item.value("type") === undefined ? "message" : item.word("type", ITEM_TYPES);
  const { path } = item;
  if (type === "message") return readMessage(item, report);
  if (type === "function_call_output") return readResult(item, report);
  if (type === undefined) return undefined;
  const call_id = item.requiredText("call_id");
  const name = item.requiredText("name");
  const text = item.requiredText("arguments");
  return {
    role: "assistant",
    parts: [{ type: "tool_call", call_id, name, arguments: text, path }],
    path,
  };
}

function readMessage(item: FieldReader, report: Report): Turn | undefined {
  const role = item.requiredWord("role", ROLES);
  if (role === undefined) return undefined;
  const kinds = PARTS_OF_ROLE[role];
  return { role, parts: readContent(item, "content", kinds, report), path: item.path };
}

function readResult(item: FieldReader, report: Report): Turn {
  const call_id = item.requiredText("call_id");
  item.drop(Object.keys(DROPPED_RESULT_FIELDS));
  // USER_PARTS makes texts and media alone.
  const parts = readContent(item, "output", USER_PARTS, report) as ToolResultPart["parts"];
  return {
    role: "user",
    parts: [{ type: "tool_result", call_id, parts, path: item.path }],
    path: item.path,
  };
}

function readOutputText(part: FieldReader): TextPart {
  part.drop(Object.keys(DROPPED_OUTPUT_TEXT_FIELDS));
  return readText(part);
}

const TEXT_PARTS: PartReaders = new Map([["input_text", readText]]);
const USER_PARTS: PartReaders = new Map<string, PartReader>([
  ["input_text", readText],
  ["input_image", (part) => readImage(part, "image_url")],
  ["input_file", readDocument],
]);
const ASSISTANT_PARTS: PartReaders = new Map<string, PartReader>([
  ["input_text", readText],
  ["output_text", readOutputText],
  ["refusal", readRefusal],
]);
const PARTS_OF_ROLE: Readonly<Record<(typeof ROLES)[number], PartReaders>> = {
  system: TEXT_PARTS,
  developer: TEXT_PARTS,
  user: USER_PARTS,
  assistant: ASSISTANT_PARTS,
};
