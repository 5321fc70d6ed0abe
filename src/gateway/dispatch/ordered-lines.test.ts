import fc from "fast-check";
import { expect, test } from "vitest";
import { OrderedLines } from "./ordered-lines.ts";

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test("each file gets its lines, and each line its ending, in the order of the items, whatever the order in which they end", async () => {
  const order = fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 30 }).map((keys) => {
    const ranks = keys.toSorted((a, b) => a - b);
    return keys.map((key) => ranks.indexOf(key));
  });
  await fc.assert(
    fc.asyncProperty(order, async (endings) => {
      const lines = new OrderedLines(endings.length, 1_000);
      let asked = 0;
      const files = Promise.all([textOf(lines.streams.output), textOf(lines.streams.errors)]);
      for (const index of endings)
        lines.place(
          index,
          index % 3 === 0 ? "errors" : "output",
          `${index}`,
          () => `:${asked++}\n`,
        );
      const all = [...endings.keys()];
      const text = (indices: number[]): string =>
        indices.map((index) => `${index}:${index}\n`).join("");
      expect(await files).toEqual([
        text(all.filter((index) => index % 3 !== 0)),
        text(all.filter((index) => index % 3 === 0)),
      ]);
    }),
  );
});

test("there is room again once the line that held the others back has been taken", async () => {
  const lines = new OrderedLines(3, 10);
  const forever = new AbortController().signal;
  lines.place(1, "output", "x".repeat(11), () => "");
  let hasRoom = false;
  const room = lines.room(forever).then(() => (hasRoom = true));
  await Promise.resolve();
  expect(hasRoom).toBe(false);
  lines.place(0, "output", "first", () => "\n");
  const stream = lines.streams.output[Symbol.asyncIterator]();
  await stream.next();
  await room;
  expect(hasRoom).toBe(true);
});

test("who waits for room is let go when the unit is stopped", async () => {
  const lines = new OrderedLines(2, 1);
  lines.place(1, "output", "waiting", () => "");
  const stopping = new AbortController();
  const room = lines.room(stopping.signal);
  stopping.abort(new Error("stopped"));
  await expect(room).rejects.toThrow("stopped");
});
