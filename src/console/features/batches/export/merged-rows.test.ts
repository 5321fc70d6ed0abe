import { expect, test } from "vitest";
import { mergeResults, type MergedRow } from "./merged-rows.ts";

const ask = (id: string) => ({
  customer_item_id: id,
  model: "asked-model",
  input: { messages: [{ role: "user", content: `what is ${id}?` }] },
});
const ids = (place: number, id: string) => ({
  id: `bat_x-${place}`,
  custom_id: id,
  customer_item_id: id,
});
const answered = (place: number, id: string) => ({
  ...ids(place, id),
  response: {
    status_code: 200,
    request_id: "r",
    body: {
      model: "real-model",
      choices: [{ message: { content: `it is ${id}` }, finish_reason: "stop" }],
      usage: { prompt_tokens: 3, completion_tokens: 4 },
    },
  },
  error: null,
  batchrouter: {
    lane_id: "lane_a",
    provider: "A",
    model: "real-model",
    rung: 1,
    attempts: 2,
    latency_ms: 350,
    cost: { currency: "usd", amount: "0.000012" },
  },
});
const failed = (place: number, id: string) => ({
  ...ids(place, id),
  response: null,
  error: { code: "content_policy", message: "no" },
});

const noneExpected = (): void => {
  throw new Error("every line can be read");
};

/** In pieces that end anywhere, as they come over a wire. */
function streamOf(lines: readonly object[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + 37));
      at += 37;
    },
  });
}

async function merged(input: object[], ...results: object[][]): Promise<MergedRow[]> {
  const rows: MergedRow[] = [];
  const sources = {
    batchId: "bat_x",
    input: streamOf(input),
    results: results.map((lines) => streamOf(lines)),
    onUnreadable: noneExpected,
  };
  for await (const row of mergeResults(sources)) rows.push(row);
  return rows;
}

test("each input line stands beside its own answer or error, in input order", async () => {
  const rows = await merged(
    [ask("a"), ask("b"), ask("c"), ask("d")],
    [answered(0, "a"), answered(3, "d")],
    [failed(1, "b")],
  );
  expect(rows).toEqual([
    {
      customer_item_id: "a",
      batch_id: "bat_x",
      model: "real-model",
      input: "what is a?",
      answer: "it is a",
      finish_reason: "stop",
      error_code: null,
      error_message: null,
      input_tokens: 3,
      output_tokens: 4,
      lane_id: "lane_a",
      provider: "A",
      attempts: 2,
      latency_ms: 350,
      cost_usd: "0.000012",
    },
    expect.objectContaining({
      customer_item_id: "b",
      model: "asked-model",
      answer: null,
      error_code: "content_policy",
      error_message: "no",
      input_tokens: null,
    }),
    expect.objectContaining({ customer_item_id: "c", answer: null, error_code: null }),
    expect.objectContaining({ customer_item_id: "d", answer: "it is d" }),
  ]);
});

test("a result without a line in the input is an error, not a shifted table", async () => {
  await expect(merged([ask("a")], [answered(0, "a"), answered(5, "f")])).rejects.toThrow("bat_x-5");
});

test("a result line that cannot be read is counted, and its item stands without an answer", async () => {
  let unreadable = 0;
  const damaged = { ...answered(1, "b"), error: 5 };
  const rows: MergedRow[] = [];
  const results = [streamOf([answered(0, "a"), damaged, answered(2, "c")])];
  const input = streamOf([ask("a"), ask("b"), ask("c")]);
  const onUnreadable = (): void => void (unreadable += 1);
  for await (const row of mergeResults({ batchId: "bat_x", input, results, onUnreadable }))
    rows.push(row);
  expect(rows.map(({ answer }) => answer)).toEqual(["it is a", null, "it is c"]);
  expect(unreadable).toBe(1);
});

test("who stops reading ends every stream", async () => {
  const ended: string[] = [];
  const endless = (name: string, line: object) =>
    new ReadableStream<Uint8Array>({
      pull: (controller) =>
        controller.enqueue(new TextEncoder().encode(`${JSON.stringify(line)}\n`)),
      cancel: () => void ended.push(name),
    });
  const rows = mergeResults({
    batchId: "bat_x",
    input: endless("input", ask("a")),
    results: [endless("output", answered(0, "a"))],
    onUnreadable: noneExpected,
  });
  await rows.next();
  await rows.return(undefined);
  expect(ended.toSorted()).toEqual(["input", "output"]);
});
