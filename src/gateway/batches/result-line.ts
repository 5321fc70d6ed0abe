import type { ItemFacts } from "#contract/batches.ts";
import type { LaneAnswer } from "#gateway/lanes/lane.ts";

/** Which item a line of a result file is about. */
export interface LineItem {
  batch_id: string;
  /** The item's place in the input, from 0. */
  item_index: number;
  custom_id: string;
}

/**
 * The line of the output file for an item that was answered, up to its ending. The lane's body stands in it as the
 * bytes that came; only line breaks between its tokens become blanks, since a line has none.
 */
export function outputLine(item: LineItem, answer: LaneAnswer): string {
  const body = answer.body_json.replace(/[\r\n]/g, " ");
  const request_id = JSON.stringify(answer.request_id);
  const response = `{"status_code":${answer.status_code},"request_id":${request_id},"body":${body}}`;
  return `${lineStart(item)}"response":${response},"error":null`;
}

/** The line of the error file for an item without an answer, up to its ending. */
export function errorLine(item: LineItem, error: { code: string; message: string }): string {
  const { code, message } = error;
  return `${lineStart(item)}"response":null,"error":${JSON.stringify({ code, message })}`;
}

/** The ending of a line of either file, line end included: how the item was served; null when no lane was asked. */
export function lineEnding(facts: ItemFacts | null): string {
  return `,"batchrouter":${JSON.stringify(facts)}}\n`;
}

/** The place in the input of the item that a result line is about: its id ends in it. Undefined for what is no such line. */
export function itemIndexOf(line: Buffer): number | undefined {
  const end = line.indexOf('"', LINE_HEAD.length);
  const digits = line.toString("latin1", line.lastIndexOf("-", end) + 1, Math.max(end, 0));
  return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
}

/** Whether a result line is about the item with this id of the caller's, told from its first bytes. */
export function isLineOf(line: Buffer, custom_id: string): boolean {
  const end = line.indexOf('"', LINE_HEAD.length);
  const wanted = Buffer.from(`,"custom_id":${JSON.stringify(custom_id)},`);
  return line.subarray(end + 1, end + 1 + wanted.length).equals(wanted);
}

/** The caller's id in a result line, told from its first bytes; undefined when they do not hold one. */
export function idOfLine(line: Buffer): string | undefined {
  const [, quoted] =
    /^\{"id":"[^"]*","custom_id":("(?:[^"\\]|\\.)*")/.exec(line.toString("utf8", 0, 4_096)) ?? [];
  return quoted === undefined ? undefined : String(JSON.parse(quoted));
}

const LINE_HEAD = '{"id":"';

/** A result line's id ends within so many bytes. */
export const LINE_HEAD_BYTES = 64;

function lineStart({ batch_id, item_index, custom_id }: LineItem): string {
  const id = JSON.stringify(custom_id);
  return `${LINE_HEAD}${batch_id}-${item_index}","custom_id":${id},"customer_item_id":${id},`;
}
