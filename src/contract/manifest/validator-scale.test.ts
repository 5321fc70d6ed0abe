import { expect, test } from "vitest";
import { MANIFEST_LIMITS } from "./limits.ts";
import { brief, bytesOf, judge, native } from "./testing.ts";
import { createManifestValidator } from "./validator.ts";

const goodLine = (id: string): string => `${JSON.stringify(native({ customer_item_id: id }))}\n`;

test("a line without an end is skipped, not kept", () => {
  const validator = createManifestValidator();
  const chunk = new Uint8Array(1024 ** 2).fill(0x20);
  const before = process.memoryUsage().arrayBuffers;
  for (let mebibytes = 0; mebibytes < 512; mebibytes += 1) validator.push(chunk);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 ** 2);
  validator.push(bytesOf(`\n${goodLine("next")}`));
  expect(validator.end()).toMatchObject({
    item_count: 1,
    line_count: 2,
    issues_by_code: { line_too_long: 1 },
  });
});

test("100 levels are good, 101 are not, and a line of brackets does no harm", () => {
  const nested = (levels: number): string =>
    goodLine("a").replace(
      '"input":',
      `"metadata":{"a":${"[".repeat(levels)}${"]".repeat(levels)}},"input":`,
    );
  expect(judge(nested(98)).issues).toEqual([]);
  expect(brief(judge(nested(99)).issues)).toEqual(["1 too_deep"]);
  expect(brief(judge(nested(500_000)).issues)).toEqual(["1 too_deep"]);
  expect(brief(judge(`${"[".repeat(1_000_000)}\n`).issues)).toEqual(["1 invalid_json"]);
});

test("an id used again is found across 100,000 lines", () => {
  const validator = createManifestValidator();
  for (let line = 0; line < 100_000; line += 1) validator.push(bytesOf(goodLine(`item-${line}`)));
  validator.push(bytesOf(goodLine("item-41")));
  const summary = validator.end();
  expect(summary).toMatchObject({ item_count: 100_000, issues_by_code: { duplicate_id: 1 } });
  expect(summary.line_index.offsets.length).toBeLessThanOrEqual(MANIFEST_LIMITS.maxIndexEntries);
});
