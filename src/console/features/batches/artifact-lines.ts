import { createLineSplitter } from "#contract/manifest/lines.ts";

/** A line and where it lies in its file, in bytes. */
export interface FileLine {
  text: string;
  offset: number;
  sizeBytes: number;
}

/** No answer comes near this; of a longer line not even the beginning could be held safely. */
const LONGEST_LINE_BYTES = 64_000_000;

/**
 * The lines of a JSONL file as they come, holding one chunk at a time; empty ones are passed over. Leaving the loop
 * early ends the stream; a line above 64 MB throws.
 */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<FileLine> {
  const decoder = new TextDecoder();
  let lines: FileLine[] = [];
  const splitter = createLineSplitter({
    maxLineBytes: LONGEST_LINE_BYTES,
    onLine: (bytes, _line, offset) => {
      const text = decoder.decode(bytes);
      if (text.trim() !== "") lines.push({ text, offset, sizeBytes: bytes.length });
    },
    onLongLine: (line) => {
      throw new Error(`Line ${line} of the file is too long to be read here.`);
    },
  });
  const reader = stream.getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      splitter.push(chunk.value);
      yield* lines;
      lines = [];
    }
    splitter.end();
    yield* lines;
  } finally {
    // Of a stream that has ended or failed there is nothing left to give up.
    await reader.cancel().catch(() => {});
  }
}
