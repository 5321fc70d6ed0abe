import { expect, test } from "vitest";
import { brief, bytesOf, judge, judgeChunks, native } from "./testing.ts";
import { createManifestValidator } from "./validator.ts";

const goodLine = (id: string): string => `${JSON.stringify(native({ customer_item_id: id }))}\n`;

/** A line of exactly this many bytes, its line end not counted. */
function lineOf(sizeBytes: number): string {
  const empty = JSON.stringify(native({ metadata: { padding: "" } }));
  return JSON.stringify(native({ metadata: { padding: "x".repeat(sizeBytes - empty.length) } }));
}

test("a line of 1 MiB is good with either line end, and one byte more is not", () => {
  expect(judge(`${lineOf(1_048_576)}\n`).issues).toEqual([]);
  expect(judge(`${lineOf(1_048_576)}\r\n`).issues).toEqual([]);
  const { issues, summary } = judge(`${lineOf(1_048_577)}\n${goodLine("next")}`);
  expect(brief(issues)).toEqual(["1 line_too_long"]);
  expect(issues[0]?.message).toBe("The line has 1,048,577 bytes; at most 1,048,576 are allowed.");
  expect(summary).toMatchObject({ item_count: 1, line_count: 2 });
});

test("the first line too many stops it, and no line after that is judged", () => {
  const { issues, summary } = judge(
    ["a", "b", "c", "d"].map((id) => native({ customer_item_id: id })),
    {
      limits: { maxLines: 2 },
    },
  );
  expect(brief(issues)).toEqual(["3 too_many_lines"]);
  expect(summary).toMatchObject({
    item_count: 2,
    line_count: 2,
    is_complete: false,
    bytes: 2 * goodLine("a").length,
  });
});

test("what follows the line that stopped it is not looked at, even in the same chunk", () => {
  const start = goodLine("a") + goodLine("b");
  const options = { limits: { maxLines: 1 } };
  const { summary } = judge(`${start}\r\n\r\n`, options);
  expect(summary.has_crlf).toBe(false);
  expect(summary).toEqual(judgeChunks([bytesOf(start), bytesOf("\r\n\r\n")], options).summary);
});

test("a file may have as many lines and bytes as the limits say", () => {
  const limits = { maxLines: 2, maxFileBytes: 2 * goodLine("a").length };
  const { issues, summary } = judge(
    [native({ customer_item_id: "a" }), native({ customer_item_id: "b" })],
    { limits },
  );
  expect(issues).toEqual([]);
  expect(summary.is_complete).toBe(true);
});

test("the first byte too many stops it in its line, wherever the chunks are cut", () => {
  const bytes = bytesOf(goodLine("a") + goodLine("b"));
  const limits = { maxFileBytes: bytes.length - 5 };
  const outcomes = [1, 7, bytes.length].map((size) => {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    );
    return judgeChunks(chunks, { limits });
  });
  expect(brief(outcomes[0]?.issues ?? [])).toEqual(["2 file_too_large"]);
  expect(outcomes[0]?.summary).toMatchObject({
    item_count: 1,
    bytes: bytes.length - 5,
    is_complete: false,
  });
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(outcomes[2]).toEqual(outcomes[0]);
});

test("who pushes is told that the rest need not be read", () => {
  const validator = createManifestValidator({ limits: { maxLines: 1 } });
  validator.push(bytesOf(goodLine("a")));
  expect(validator.hasStopped).toBe(false);
  validator.push(bytesOf(goodLine("b")));
  expect(validator.hasStopped).toBe(true);
});

test("the id of a bad line counts as used", () => {
  const { issues } = judge([native({ temperature: 9 }), native()]);
  expect(brief(issues)).toEqual(["1 invalid_value temperature", "2 duplicate_id customer_item_id"]);
});

test("one group too many is named at each line that asks for it", () => {
  const models = ["a", "b", "c", "b", "c"];
  const lines = models.map((model, index) => native({ customer_item_id: `${index}`, model }));
  const { issues, summary } = judge(lines, { limits: { maxGroups: 2 } });
  expect(brief(issues)).toEqual(["3 too_many_groups", "5 too_many_groups"]);
  expect(summary.item_count).toBe(3);
});

test("a line of faults without end is named as one after the first fifty", () => {
  const extra = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, index) => [`extra_${index}`, 1]),
  );
  const { issues } = judge([native(extra)]);
  expect(issues).toHaveLength(51);
  expect(issues.at(-1)?.code).toBe("too_many_issues");
});

test("the index leads to every k-th item of the file", () => {
  const lines = Array.from({ length: 50 }, (_, index) => goodLine(`item-${index}`));
  const bytes = bytesOf(`\ufeff${lines.join("").replaceAll("\n", "\r\n")}`);
  const { every, offsets } = judge(bytes, { limits: { maxIndexEntries: 8 } }).summary.line_index;
  expect(every).toBe(8);
  expect(offsets).toHaveLength(7);
  offsets.forEach((offset, index) => {
    const text = new TextDecoder().decode(bytes.subarray(offset));
    expect(text.startsWith(`{"customer_item_id":"item-${index * every}"`)).toBe(true);
  });
});

test("a stopped validator takes no further byte", () => {
  for (const limits of [{ maxLines: 1 }, { maxFileBytes: goodLine("a").length + 3 }]) {
    const validator = createManifestValidator({ limits });
    validator.push(bytesOf(goodLine("a") + goodLine("b")));
    expect(validator.hasStopped).toBe(true);
    validator.push(bytesOf(goodLine("c")));
    expect(validator.end()).toMatchObject({ item_count: 1, line_count: 1, issue_count: 1 });
  }
});

test("a file of exactly the bytes that are allowed may come in any chunks", () => {
  const whole = goodLine("a") + goodLine("b");
  const limits = { maxFileBytes: whole.length };
  for (const size of [1, 10, goodLine("a").length, whole.length]) {
    const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, n) =>
      bytesOf(whole.slice(n * size, (n + 1) * size)),
    );
    expect(judgeChunks(chunks, { limits })).toMatchObject({
      issues: [],
      summary: { item_count: 2, bytes: whole.length, is_complete: true },
    });
  }
});
