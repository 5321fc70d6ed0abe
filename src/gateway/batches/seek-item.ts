import type { ArtifactStorage, ByteRange } from "#gateway/storage/storage.ts";
import { itemIndexOf, LINE_HEAD_BYTES } from "./result-line.ts";

/** A range of this size is read through rather than halved again. */
const READ_THROUGH_BYTES = 128 * 1024;
const LINE_FEED = 0x0a;

/**
 * Where in a range of result lines, which are in the order of their items, reading must start to meet an item and all
 * after it: at the line of the item, or at one not far before it. The range is halved, never read through.
 */
export async function seekItem(
  storage: ArtifactStorage,
  name: string,
  range: ByteRange,
  item_index: number,
): Promise<number> {
  let { start, end } = range;
  while (end - start > READ_THROUGH_BYTES) {
    const middle = start + Math.floor((end - start) / 2);
    const line = await firstLineFrom(storage, name, { start: middle, end });
    if (line === undefined || line.item_index > item_index) end = middle;
    else start = line.offset;
  }
  return start;
}

/** The first line that starts after the first byte of the range; undefined when there is none that can be told. */
async function firstLineFrom(
  storage: ArtifactStorage,
  name: string,
  range: ByteRange,
): Promise<{ offset: number; item_index: number } | undefined> {
  let position = range.start;
  let head: Buffer | undefined;
  let offset = 0;
  for await (const chunk of await storage.open(name, range)) {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (head === undefined) {
      const lineEnd = rest.indexOf(LINE_FEED);
      const skipped = lineEnd === -1 ? rest.length : lineEnd + 1;
      position += skipped;
      if (lineEnd === -1) continue;
      offset = position;
      rest = rest.subarray(skipped);
      head = Buffer.alloc(0);
    }
    head = Buffer.concat([head, rest.subarray(0, LINE_HEAD_BYTES)]);
    if (head.length >= LINE_HEAD_BYTES) break;
  }
  if (head === undefined || head.length === 0) return undefined;
  const item_index = itemIndexOf(head);
  return item_index === undefined ? undefined : { offset, item_index };
}
