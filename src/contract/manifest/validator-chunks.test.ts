import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bytesOf, judgeChunks, native, openaiBatch } from "./testing.ts";

const BROKEN = new Uint8Array(
  readFileSync(new URL("../../../public/samples/broken.jsonl", import.meta.url)),
);
const KNOWN_MODELS = new Set(["gpt-4o-mini"]);

test("cut in two at any byte, the broken sample gets the same issues and summary", () => {
  const whole = judgeChunks([BROKEN], { knownModels: KNOWN_MODELS });
  for (let cut = 0; cut <= BROKEN.length; cut += 1) {
    const parts = judgeChunks([BROKEN.subarray(0, cut), BROKEN.subarray(cut)], {
      knownModels: KNOWN_MODELS,
    });
    expect(parts).toEqual(whole);
  }
});

test("byte by byte, characters of several bytes come out whole", () => {
  const text = "Größe 尺寸 🦆 \u2028";
  const line = bytesOf(`\ufeff${JSON.stringify(native({ input: { input: text } }))}\r\n`);
  const { items, issues } = judgeChunks(Array.from(line, (byte) => Uint8Array.of(byte)));
  expect(issues).toEqual([]);
  expect(items[0]?.body).toEqual({ input: text });
});

test("any file in any chunks gets the same issues and summary", () => {
  const id = fc.constantFrom("a", "b", "c", "é🦆");
  const line = fc.oneof(
    id.map((customer_item_id) => JSON.stringify(native({ customer_item_id }))),
    id.map((custom_id) => JSON.stringify(openaiBatch({ custom_id }))),
    fc.constantFrom("", " ", "[]", "{", '{"a":1}', "x".repeat(300)),
    fc.json(),
  );
  const scrap = fc
    .tuple(line, fc.constantFrom("\n", "\r\n"))
    .map(([text, end]) => bytesOf(text + end));
  const damage = fc.uint8Array({ maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 8, arbitrary: scrap }, { weight: 1, arbitrary: damage }), {
        maxLength: 12,
      }),
      fc.array(fc.nat(), { maxLength: 10 }),
      (pieces, places) => {
        const bytes = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
        const cuts = places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b);
        const bounds = [0, ...cuts, bytes.length];
        const chunks = bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
        const options = { limits: { maxLineBytes: 250, maxLines: 6, maxFileBytes: 1500 } };
        expect(judgeChunks(chunks, options)).toEqual(judgeChunks([bytes], options));
      },
    ),
    { numRuns: 1000 },
  );
});
