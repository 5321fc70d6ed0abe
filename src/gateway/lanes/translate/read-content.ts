import { DROPPED_PART_FIELDS } from "./dropped-fields.ts";
import { readersOf, type FieldReader } from "./field-reader.ts";
import type { Part, RefusalPart, TextPart } from "./conversation.ts";
import type { Report } from "./wire-form.ts";

/** Reads a part of one type; undefined after a report. */
export type PartReader = (part: FieldReader) => Part | undefined;

/** The types of parts that may stand in a place. */
export type PartReaders = ReadonlyMap<string, PartReader>;

/** The parts in a field, a string or a list; without empty texts: they say nothing, and some forms refuse them. */
export function readContent(
  fields: FieldReader,
  name: string,
  readers: PartReaders,
  report: Report,
): Part[] {
  const content = fields.value(name);
  const path = fields.pathOf(name);
  if (typeof content === "string")
    return content === "" ? [] : [{ type: "text", text: content, path }];
  const list = fields.list(name) ?? [];
  return readersOf(list, path, report).flatMap((part) => {
    const read = readPart(part, readers);
    return read === undefined || (read.type === "text" && read.text === "") ? [] : [read];
  });
}

/** A text in the field `text`. */
export function readText(part: FieldReader): TextPart {
  return { type: "text", text: part.requiredText("text"), path: part.path };
}

/** What a model said instead of an answer, in the field `refusal`. */
export function readRefusal(part: FieldReader): RefusalPart {
  return { type: "refusal", refusal: part.requiredText("refusal"), path: part.path };
}

function readPart(part: FieldReader, readers: PartReaders): Part | undefined {
  const type = part.requiredWord("type", [...readers.keys()]);
  const read = type === undefined ? undefined : readers.get(type);
  // A part of another type has fields of its own; it has been reported whole.
  if (read === undefined) return undefined;
  part.drop(Object.keys(DROPPED_PART_FIELDS));
  const result = read(part);
  part.close();
  return result;
}
