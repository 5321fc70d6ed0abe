import { expect, test } from "vitest";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { artifactLines } from "./artifact-lines.ts";

test("the lines of an artifact come whole and in order, wherever its pieces end", async () => {
  const lines = ['{"said":"héllo → 🔑"}', "{}", "", "the last has no line end"];
  const bytes = Buffer.from(lines.join("\n"));
  for (const size of [1, 3, 7, bytes.length]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
      bytes.subarray(at * size, (at + 1) * size),
    );
    async function* open() {
      yield* pieces;
    }
    const storage = { open: async () => open() } as unknown as ArtifactStorage; // all that is asked of it
    const read: string[] = [];
    for await (const line of artifactLines(storage, "answers")) read.push(line);
    expect(read).toEqual(lines);
  }
});
