import { expect, test } from "vitest";
import { NotAnArrayError, startsAsArray } from "./repairs-array.ts";
import { createRepairTally, repairOffers } from "./repairs-offers.ts";
import { repairText } from "./repairs-testing.ts";
import { bytesOf, judge, native, openaiBatch } from "./testing.ts";

const line = (fields: Record<string, unknown>) => JSON.stringify(native(fields));
const withoutId = line({ customer_item_id: undefined });

test("a byte order mark, CRLF and blank lines go, all else stays, the missing last line end too", async () => {
  const text = `\uFEFF${line({ input: { input: "a\u2028b" } })}\r\n\r\n \t\r\r\nnot json\r\n${line({ customer_item_id: "b" })}`;
  const made = await repairText(text, "drop_bom", "crlf_to_lf", "remove_blank_lines");
  expect(made.text).toBe(
    `${line({ input: { input: "a\u2028b" } })}\nnot json\n${line({ customer_item_id: "b" })}`,
  );
  expect(made.counts).toEqual({ drop_bom: 1, crlf_to_lf: 4, remove_blank_lines: 2 });
});

test("a mark and CRLF that are not to go stay, also beside a line that is changed", async () => {
  const { text } = await repairText(
    `\uFEFF\r\n${withoutId}\r\n`,
    "remove_blank_lines",
    "add_missing_ids",
  );
  expect(text).toBe(`\uFEFF${line({ customer_item_id: "item-000002" })}\r\n`);
});

test("a missing id is made of the line's number and meets no id above or below it", async () => {
  const taken = line({ customer_item_id: "item-000001" });
  const alsoTaken = line({ customer_item_id: "item-000001-2" });
  const { text } = await repairText(`${withoutId}\n${taken}\n${alsoTaken}\n`, "add_missing_ids");
  expect(JSON.parse(text.split("\n")[0] ?? "")).toMatchObject({
    customer_item_id: "item-000001-3",
  });
  expect(judge(text).issues).toEqual([]);
});

test("a line whose id stands under another name gets no second one", async () => {
  const misnamed = JSON.stringify({ ...native({ customer_item_id: undefined }), id: "mine" });
  const { text, left } = await repairText(`${misnamed}\n`, "add_missing_ids");
  expect(text).toBe(`${misnamed}\n`);
  expect(left).toMatchObject([{ repair: "add_missing_ids", line: 1 }]);
});

test("of lines with one id the first keeps it, and no number of theirs loses a digit", async () => {
  const same =
    '{ "customer_item_id" : "a", "operation":"responses","model":"m","input":{"input":"x","seed":12345678901234567890,"x":1.0} }';
  const second = line({ customer_item_id: "a-2" });
  const { text, counts } = await repairText(`${same}\n${same}\n${second}\n${same}`, "unique_ids");
  const renamed = (id: string) => same.replace('"a"', `"${id}"`);
  expect(text).toBe(`${same}\n${renamed("a-3")}\n${second}\n${renamed("a-4")}`);
  expect(counts).toEqual({ unique_ids: 2 });
});

test("one JSON list becomes a line for each entry, its values in the bytes they had", async () => {
  const list = `\uFEFF [\n  {\n    "a": "x, ]\\" }",\n    "n": 12345678901234567890\n  },\n  [1.0, {}], 3,\n]\n`;
  expect(startsAsArray(bytesOf(list))).toBe(true);
  const { text, counts } = await repairText(list, "array_to_lines");
  expect(text).toBe('{ "a": "x, ]\\" }", "n": 12345678901234567890 }\n[1.0, {}]\n3\n');
  expect(counts).toEqual({ array_to_lines: 3 });
});

test.each(["[1, 2", '["a]', "[1] 2", "{}"])("%s is no list that can be split", async (text) => {
  await expect(repairText(text, "array_to_lines")).rejects.toBeInstanceOf(NotAnArrayError);
});

test("OpenAI Batch lines become native ones that are sent as before, and come back", async () => {
  const chat = openaiBatch({
    body: {
      model: "m",
      messages: [{ role: "user", content: "Hi" }],
      max_completion_tokens: 5,
      temperature: 0.5,
      seed: 7,
    },
  });
  const embed = openaiBatch({
    custom_id: "e",
    url: "/v1/embeddings",
    body: { model: "m", input: ["a", "b"], dimensions: 8 },
  });
  const answer = openaiBatch({
    custom_id: "r",
    url: "/v1/responses",
    body: { model: "m", input: "Hi", max_output_tokens: 9 },
  });
  const before = [chat, embed, answer].map((one) => `${JSON.stringify(one)}\n`).join("");
  const there = await repairText(before, "to_native");
  expect(there.counts).toEqual({ to_native: 3 });
  const converted = judge(there.text);
  expect(converted.summary.format).toBe("native");
  const facts = ({ items }: ReturnType<typeof judge>) =>
    items.map((item) => [
      item.custom_id,
      item.operation,
      item.models,
      item.url,
      item.max_output_tokens,
      item.temperature,
    ]);
  expect(facts(converted)).toEqual(facts(judge(before)));
  expect(converted.items[0]?.body).toEqual({
    messages: [{ role: "user", content: "Hi" }],
    seed: 7,
  });

  const back = await repairText(there.text, "to_openai_batch");
  expect(back.left).toEqual([]);
  expect(judge(back.text).items).toEqual(judge(before).items);
});

test("what the other format cannot say stays as it is, with the reason", async () => {
  const lossy = [
    native({ model_options: ["other"] }),
    native({ customer_item_id: "b", metadata: { team: "x" } }),
    native({ customer_item_id: "c", operation: "vision" }),
    native({
      customer_item_id: "d",
      operation: "embeddings",
      input: { input: "a" },
      max_output_tokens: 3,
    }),
    native({ customer_item_id: "e", input: { input: "a", temperature: 1 } }),
    native({ customer_item_id: "f", temperature: 9 }),
  ];
  const text = lossy.map((one) => `${JSON.stringify(one)}\n`).join("");
  const made = await repairText(text, "to_openai_batch");
  expect(made.text).toBe(text);
  expect(made.left.map((left) => left.line)).toEqual([1, 2, 3, 4, 5, 6]);
  const tokens = JSON.stringify(
    openaiBatch({ url: "/v1/embeddings", body: { model: "m", input: [1, 2] } }),
  );
  const limits = JSON.stringify(
    openaiBatch({
      body: {
        model: "m",
        messages: [{ role: "user", content: "a" }],
        max_tokens: 1,
        max_completion_tokens: 2,
      },
    }),
  );
  const other = await repairText(`${tokens}\n${limits}\n`, "to_native");
  expect(other.text).toBe(`${tokens}\n${limits}\n`);
  expect(other.left).toHaveLength(2);
});

test("a line longer than one may be goes through untouched, and the lines after it are numbered on", async () => {
  const long = line({ input: { input: "x".repeat(2 ** 20) } });
  const { text } = await repairText(
    `\n${long}\r\n${withoutId}\n`,
    "remove_blank_lines",
    "add_missing_ids",
  );
  expect(text).toBe(`${long}\r\n${line({ customer_item_id: "item-000003" })}\n`);
});

test("what is offered is what the check found, and safe only where nothing changes its meaning", () => {
  const offersOf = (text: string) => {
    const tally = createRepairTally();
    const { summary, issues } = judge(text);
    for (const issue of issues) tally.add(issue);
    return repairOffers(summary, tally, startsAsArray(bytesOf(text)));
  };
  const offers = offersOf(
    `\uFEFF${line({})}\r\n\n${withoutId}\n${line({})}\n${JSON.stringify(openaiBatch({ custom_id: "o" }))}`,
  );
  expect(offers.map(({ repair, count, is_safe }) => [repair, count, is_safe])).toEqual([
    ["drop_bom", 1, true],
    ["crlf_to_lf", null, true],
    ["remove_blank_lines", 1, true],
    ["add_missing_ids", 1, true],
    ["unique_ids", 1, false],
    ["to_native", 1, false],
    ["to_openai_batch", 1, false],
  ]);
  expect(offersOf(`[\n${line({})}\n]`).map(({ repair }) => repair)).toEqual(["array_to_lines"]);
  expect(offersOf(`[]\n${line({})}\n`).map((offer) => offer.repair)).toEqual(["to_openai_batch"]);
  expect(offersOf(line({})).some((offer) => offer.is_fault)).toBe(false);
});
