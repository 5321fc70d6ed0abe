import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { storedLines } from "../stored-lines.ts";

/** Above any answer that is taken in, written as JSON within JSON. */
const MOST_LINE_BYTES = 512 * 1024 ** 2;

/** The lines of an artifact of our own as text, one by one, holding no more than a piece of it. */
export async function* artifactLines(
  storage: ArtifactStorage,
  name: string,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const read = (bytes: Uint8Array): string => decoder.decode(bytes);
  for await (const lines of storedLines(storage, name, { maxLineBytes: MOST_LINE_BYTES, read }))
    yield* lines;
}
