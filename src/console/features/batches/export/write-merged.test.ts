import { expect, test } from "vitest";
import type { MergedRow } from "./merged-rows.ts";
import { writeMerged } from "./write-merged.ts";

async function* rows(count: number): AsyncGenerator<MergedRow> {
  for (let place = 0; place < count; place += 1) {
    yield {
      customer_item_id: `item-${place}`,
      batch_id: "bat_x",
      model: "m",
      input: "x".repeat(2_000),
      answer: "=1",
      finish_reason: null,
      error_code: null,
      error_message: null,
      input_tokens: 1,
      output_tokens: 2,
      lane_id: null,
      provider: null,
      attempts: null,
      latency_ms: null,
      cost_usd: null,
    };
  }
}

function memorySink() {
  const pieces: string[] = [];
  return {
    pieces,
    write: (text: string) => {
      pieces.push(text);
      return Promise.resolve();
    },
    close: () => {
      pieces.push("closed");
      return Promise.resolve();
    },
  };
}

test("rows are written in bounded pieces, each told of, and the file is closed last", async () => {
  const sink = memorySink();
  const told: number[] = [];
  expect(await writeMerged(rows(1_000), "jsonl", sink, (count) => told.push(count))).toBe(1_000);
  expect(Math.max(...sink.pieces.map(({ length }) => length))).toBeLessThan(260_000);
  expect(told.length).toBeGreaterThan(5);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(sink.pieces.at(-1)).toBe("closed");
  const lines = sink.pieces.slice(0, -1).join("").trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as MergedRow).customer_item_id).at(-1)).toBe(
    "item-999",
  ); // as written above
});

test("a CSV begins with its columns and guards its cells", async () => {
  const sink = memorySink();
  await writeMerged(rows(1), "csv", sink, () => {});
  expect(sink.pieces.slice(0, -1).join("")).toBe(
    `customer_item_id,batch_id,model,input,answer,finish_reason,error_code,error_message,input_tokens,output_tokens,lane_id,provider,attempts,latency_ms,cost_usd\r\nitem-0,bat_x,m,${"x".repeat(2_000)},'=1,,,,1,2,,,,,\r\n`,
  );
});
