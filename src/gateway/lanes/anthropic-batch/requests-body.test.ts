import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FRAME_BYTES, requestsBody } from "./requests-body.ts";

test("the body lists the requests of all lines in order and has the length that was foretold, wherever the lines are cut", async () => {
  const line = fc.record({
    custom_id: fc.string(),
    params: fc.dictionary(fc.string(), fc.string(), { maxKeys: 2 }),
  });
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 8 }),
      cuts,
      async (requests, sizes) => {
        const lines = Buffer.from(requests.map((each) => `${JSON.stringify(each)}\n`).join(""));
        const before = lines.toString();
        const order = { lines: () => inPieces(lines, sizes), confirm: async () => {} };
        const body = await buffer(requestsBody(order));
        expect(JSON.parse(body.toString())).toEqual({ requests });
        expect(body).toHaveLength(lines.length + FRAME_BYTES);
        expect(lines.toString()).toBe(before);
      },
    ),
    { numRuns: 50 },
  );
});

test("an order that somebody else has taken over is never sent to its end", async () => {
  const reason = new Error("taken over");
  const order = {
    lines: () => inPieces(Buffer.from('{"custom_id":"a"}\n'), [100]),
    confirm: () => Promise.reject(reason),
  };
  let sent = "";
  const sending = async (): Promise<void> => {
    for await (const bytes of requestsBody(order)) sent += Buffer.from(bytes).toString();
  };
  await expect(sending()).rejects.toBe(reason);
  expect(sent).toBe('{"requests":[{"custom_id":"a"}');
});

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
