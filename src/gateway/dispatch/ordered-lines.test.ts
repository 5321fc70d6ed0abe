import fc from "fast-check";
import { expect, test } from "vitest";
import { AnswerRoom } from "./answer-room.ts";
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
      const lines = new OrderedLines(endings.length, new AnswerRoom(1_000));
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

test("short lines leave in large pieces, and the rest at the end", async () => {
  const lines = new OrderedLines(1_000, new AnswerRoom(1_000));
  const sizes: number[] = [];
  const reading = (async () => {
    for await (const piece of lines.streams.output) sizes.push(piece.length);
  })();
  const line = "x".repeat(199);
  for (let index = 0; index < 1_000; index += 1) {
    lines.place(index, "output", line, () => "\n");
    await Promise.resolve();
  }
  await reading;
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(200_000);
  expect(sizes.length).toBeLessThan(5);
});

const LONG = "x".repeat(1024 ** 2);
const forever = new AbortController().signal;

test("there is room again once the line that held the others back has been taken", async () => {
  const lines = new OrderedLines(3, new AnswerRoom(10));
  lines.place(1, "output", `${LONG}.`, () => "");
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
  const lines = new OrderedLines(2, new AnswerRoom(1));
  lines.place(1, "output", `${LONG}.`, () => "");
  const stopping = new AbortController();
  const room = lines.room(stopping.signal);
  stopping.abort(new Error("stopped"));
  await expect(room).rejects.toThrow("stopped");
});

test("the answers of one unit leave another one what it needs to go on, and a broken one gives all back", async () => {
  const answers = new AnswerRoom(1_000);
  const hoarder = new OrderedLines(3, answers);
  hoarder.place(1, "output", `${LONG}${LONG}`, () => "");
  const other = new OrderedLines(2, answers);
  other.place(1, "output", "small", () => "");
  await other.room(forever);
  let hasRoom = false;
  const room = hoarder.room(forever).then(() => (hasRoom = true));
  await Promise.resolve();
  expect(hasRoom).toBe(false);
  hoarder.close(new Error("broken"));
  await room;
  hoarder.place(2, "output", `${LONG}${LONG}`, () => "");
  const later = new OrderedLines(2, answers);
  later.place(1, "output", `${LONG}.`, () => "");
  let hasLaterRoom = false;
  const laterRoom = later.room(forever).then(() => (hasLaterRoom = true));
  await Promise.resolve();
  expect(hasLaterRoom).toBe(false);
  later.close(new Error("broken"));
  await laterRoom;
});

test("who still reads a file when the unit is over is told so, and keeps no half of it", async () => {
  const lines = new OrderedLines(2, new AnswerRoom(1_000));
  lines.place(0, "output", "half", () => "\n");
  const reading = textOf(lines.streams.output);
  lines.close(new Error("The other file could not be written."));
  await expect(reading).rejects.toThrow("The other file could not be written.");
});
