import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseItem } from "./parse-item.ts";
import { judgeChunks } from "./testing.ts";

const FOLDER = new URL("../../../../shared/data/", import.meta.url);

for (const [file, format] of [
  ["gsm8k.native.jsonl", "native"],
  ["gsm8k.openai-batch.jsonl", "openai_batch"],
] as const) {
  const url = new URL(file, FOLDER);
  test.skipIf(!existsSync(url))(
    `the 1,319 real questions of ${file} are good, and are read as they were judged`,
    () => {
      const bytes = new Uint8Array(readFileSync(url));
      const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
        bytes.subarray(index * 65_536, (index + 1) * 65_536),
      );
      const { issues, items, summary } = judgeChunks(chunks, {
        knownModels: new Set(["gpt-4o-mini"]),
      });
      expect(issues).toEqual([]);
      expect(summary).toMatchObject({
        format,
        item_count: 1319,
        line_count: 1319,
        bytes: bytes.length,
      });
      expect(summary.groups).toHaveLength(1);
      const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");
      expect(lines.map((line) => parseItem(line))).toEqual(items);
    },
  );
}
