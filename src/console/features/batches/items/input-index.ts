import { createLineSplitter } from "#contract/manifest/lines.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { inputExcerpt, readInput } from "./input-reading.ts";

/** Where an item's line lies in the input file, and how what it asks begins. */
export interface IndexedInput {
  offset: number;
  sizeBytes: number;
  excerpt: string;
}

/** Above this an input file is not read into the browser. */
export const READABLE_INPUT_BYTES = 20_000_000;

const EXCERPT_CHARACTERS = 140;

/** The lines of an input file by id. A line that cannot be read is left out; of an id that comes twice the first counts. */
export async function indexInput(file: Blob): Promise<Map<string, IndexedInput>> {
  const index = new Map<string, IndexedInput>();
  const decoder = new TextDecoder();
  const splitter = createLineSplitter({
    maxLineBytes: MANIFEST_LIMITS.maxLineBytes,
    onLine: (bytes, _line, offset) => {
      const reading = readLine(decoder.decode(bytes));
      if (reading?.custom_id === undefined || index.has(reading.custom_id)) return;
      index.set(reading.custom_id, {
        offset,
        sizeBytes: bytes.length,
        excerpt: inputExcerpt(reading, EXCERPT_CHARACTERS),
      });
    },
    onLongLine: () => {},
  });
  const reader = file.stream().getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    splitter.push(chunk.value);
  }
  splitter.end();
  return index;
}

function readLine(text: string): ReturnType<typeof readInput> | undefined {
  try {
    return readInput(JSON.parse(text));
  } catch {
    return undefined;
  }
}
