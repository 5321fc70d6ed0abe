import { FileFormat } from "./file-format.ts";
import { MANIFEST_LIMITS } from "./limits.ts";
import { ID_FIELD, type ManifestFormat } from "./line-format.ts";
import { isRecord } from "./prompt.ts";
import { convertLine } from "./repairs-convert.ts";
import { withId, withOtherId, type IdRegister } from "./repairs-ids.ts";
import type { ManifestRepair } from "./repairs-kinds.ts";
import { cutRawLines } from "./repairs-raw-lines.ts";
import {
  CARRIAGE_RETURN,
  hasByteOrderMark,
  LINE_FEED,
  type ByteSink,
  type ByteStage,
} from "./repairs-stage.ts";

/** What the step over lines does, and whom it tells. */
export interface LineRepairs {
  chosen: ReadonlySet<ManifestRepair>;
  /** Every id that the file has; needed only where ids are given. */
  ids: IdRegister;
  /** The number that a line had in the file as it came. */
  numberOf: (line: number) => number;
  onRepaired: (repair: ManifestRepair) => void;
  /** A line that was left as it is, and why. */
  onLeft: (repair: ManifestRepair, line: number, reason: string) => void;
}

/** Names that people give an id's field: a line with one of them has an id, under the wrong name. */
const ID_NAMES = ["id", "custom_id", "customer_item_id"];

const OPENING_BRACE = 0x7b;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A line that is a JSON object, and the format it is judged by. */
interface ReadLine {
  text: string;
  value: Readonly<Record<string, unknown>>;
  format: ManifestFormat;
}

/** Repairs what lies within lines; a line that needs nothing goes through in the bytes it had. */
export function repairLines(next: ByteSink, repairs: LineRepairs): ByteStage {
  const { chosen, onRepaired } = repairs;
  const reader = new LineReader();
  const needsReading = chosen.size > 1 || !chosen.has("remove_blank_lines");
  return cutRawLines((raw, line) => {
    const { head, content, tail } = partsOf(raw, line);
    if (chosen.has("remove_blank_lines") && isBlank(content)) {
      next(head);
      onRepaired("remove_blank_lines");
      return;
    }
    const read = needsReading ? reader.read(content) : undefined;
    const text = read && repaired(read, repairs.numberOf(line), repairs);
    if (text === undefined || text === read?.text) {
      next(raw);
      return;
    }
    next(head);
    next(encoder.encode(text));
    next(tail);
  }, next);
}

/** The first pass: notes every id of a file, as the validator reads it. */
export function collectIds(ids: IdRegister, numberOf: (line: number) => number): ByteStage {
  const reader = new LineReader();
  return cutRawLines(
    (raw, line) => {
      const read = reader.read(partsOf(raw, line).content);
      const id = read?.value[ID_FIELD[read.format]];
      if (typeof id === "string" && id !== "") ids.claim(id, numberOf(line));
    },
    () => {},
  );
}

/** Reads lines in their order, because the first one that shows a format decides that of the file. */
class LineReader {
  readonly #fileFormat = new FileFormat();

  /** Undefined for a line that is no JSON object or of no format that can be told. */
  read(content: Uint8Array): ReadLine | undefined {
    let text: string;
    let value: unknown;
    try {
      text = decoder.decode(content);
      value = JSON.parse(text);
    } catch {
      // Such a line is for a person to mend; the validator says what is wrong with it.
      return undefined;
    }
    if (!isRecord(value)) return undefined;
    const { format } = this.#fileFormat.judge(value);
    return format === undefined ? undefined : { text, value, format };
  }
}

function repaired(read: ReadLine, line: number, repairs: LineRepairs): string {
  const made: ManifestRepair[] = [];
  const leave = (repair: ManifestRepair, reason: string): void =>
    repairs.onLeft(repair, line, reason);
  const text = withConversion(
    withIds(read, line, repairs, made, leave),
    read,
    repairs,
    made,
    leave,
  );
  if (encoder.encode(text).length > MANIFEST_LIMITS.maxLineBytes) {
    for (const repair of made) leave(repair, "It would be longer than a line may be.");
    return read.text;
  }
  for (const repair of made) repairs.onRepaired(repair);
  return text;
}

type Leave = (repair: ManifestRepair, reason: string) => void;

function withIds(
  { text, value, format }: ReadLine,
  line: number,
  { chosen, ids }: LineRepairs,
  made: ManifestRepair[],
  leave: Leave,
): string {
  const field = ID_FIELD[format];
  const id = value[field];
  if (chosen.has("add_missing_ids") && id === undefined) {
    if (hasMisnamedId(value)) {
      leave("add_missing_ids", `It has an id under another name than ${field}.`);
      return text;
    }
    made.push("add_missing_ids");
    return withId(text, field, ids.idForLine(line));
  }
  if (!chosen.has("unique_ids") || typeof id !== "string" || id === "") return text;
  if (!ids.isDuplicate(id, line)) return text;
  const unique = ids.uniqueId(id, line);
  if (unique === undefined) {
    leave("unique_ids", "Its id would be longer than one may be.");
    return text;
  }
  made.push("unique_ids");
  return withOtherId(text, field, unique);
}

function withConversion(
  text: string,
  { format }: ReadLine,
  { chosen }: LineRepairs,
  made: ManifestRepair[],
  leave: Leave,
): string {
  const repair = format === "native" ? "to_openai_batch" : "to_native";
  if (!chosen.has(repair)) return text;
  const converted = convertLine(text, format === "native" ? "openai_batch" : "native");
  if (converted.text === undefined) {
    leave(repair, converted.loss);
    return text;
  }
  made.push(repair);
  return converted.text;
}

/** Whether a line without an id of its format has one under a name of another. */
function hasMisnamedId(value: Readonly<Record<string, unknown>>): boolean {
  return ID_NAMES.some((name) => Object.hasOwn(value, name));
}

/** Whether an unknown field of this name is an id under the wrong name. */
export function isMisnamedId(name: string): boolean {
  return ID_NAMES.includes(name);
}

/** A line between the byte order mark before it and the line end behind it, one carriage return included. */
function partsOf(raw: Uint8Array, line: number) {
  const start = line === 1 && hasByteOrderMark(raw) ? 3 : 0;
  let end = raw.length;
  if (end > start && raw[end - 1] === LINE_FEED) end -= 1;
  if (end > start && raw[end - 1] === CARRIAGE_RETURN) end -= 1;
  return {
    head: raw.subarray(0, start),
    content: raw.subarray(start, end),
    tail: raw.subarray(end),
  };
}

/** What the validator calls blank: valid text of nothing but white space. */
function isBlank(content: Uint8Array): boolean {
  if (content[0] === OPENING_BRACE) return false;
  try {
    return decoder.decode(content).trim() === "";
  } catch {
    return false;
  }
}
