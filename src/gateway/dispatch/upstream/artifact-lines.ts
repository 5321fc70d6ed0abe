import { createLineSplitter } from "#contract/manifest/lines.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";

/** Above any answer that is taken in, written as JSON within JSON. */
const MOST_LINE_BYTES = 512 * 1024 ** 2;

/** The lines of an artifact of our own as text, one by one, holding no more than a piece of it. */
export async function* artifactLines(
  storage: ArtifactStorage,
  name: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let lines: string[] = [];
  const splitter = createLineSplitter({
    maxLineBytes: MOST_LINE_BYTES,
    onLine: (bytes) => void lines.push(decoder.decode(bytes)),
    onLongLine: (line) => {
      throw new RangeError(`Line ${line} of ${name} is longer than any that was written.`);
    },
  });
  for await (const chunk of await storage.open(name)) {
    splitter.push(chunk);
    yield* lines;
    lines = [];
  }
  splitter.end();
  yield* lines;
}
