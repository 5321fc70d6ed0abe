import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { SAMPLES } from "./samples.ts";
import { judge } from "./testing.ts";

const FOLDER = new URL("../../../public/samples/", import.meta.url);
const KNOWN_MODELS = new Set(["gpt-4o-mini", "gpt-4.1-mini", "text-embedding-3-small"]);

function judgeSample(file: string): ReturnType<typeof judge> {
  return judge(new Uint8Array(readFileSync(new URL(file, FOLDER))), { knownModels: KNOWN_MODELS });
}

test("the list names each file of the folder once", () => {
  expect(SAMPLES.map(({ file }) => file).toSorted()).toEqual(readdirSync(FOLDER).toSorted());
});

test.each(SAMPLES)("$file has $items good lines", ({ file, items }) => {
  const { summary } = judgeSample(file);
  expect(summary.item_count).toBe(items);
});

test.each(SAMPLES.filter(({ file }) => file !== "broken.jsonl"))(
  "$file has no issue",
  ({ file }) => {
    expect(judgeSample(file).issues).toEqual([]);
  },
);

test("broken.jsonl has a fault in each line but its first and last", () => {
  const { issues, summary } = judgeSample("broken.jsonl");
  const lines = Array.from({ length: summary.line_count - 2 }, (_, index) => index + 2);
  expect(issues.map(({ line }) => line)).toEqual(lines);
});

test("each sample is offered under a title of its own, with a sentence on what is in it", () => {
  expect(new Set(SAMPLES.map(({ title }) => title)).size).toBe(SAMPLES.length);
  for (const { title, description } of SAMPLES) {
    expect(title).toMatch(/^[A-Z][a-z ]+$/);
    expect(description).toMatch(/^[A-Z].{20,}\.$/);
  }
});
