import type { InputFile } from "#contract/files.ts";
import { newId } from "#contract/primitives.ts";
import { expect, test } from "vitest";
import { fileModels, fitsSearch } from "./file-facts.ts";

const id = newId("file");
const file: InputFile = {
  id,
  file_id: id,
  object: "file",
  filename: "Tickets March.jsonl",
  bytes: 1_000,
  sha256: "ab12",
  line_count: 3,
  format: "native",
  groups: [
    {
      operation: "responses",
      models: ["small", "large"],
      items: 2,
      input_tokens: 20,
      max_output_tokens: 0,
      items_without_max_output_tokens: 2,
    },
    {
      operation: "embeddings",
      models: ["large"],
      items: 1,
      input_tokens: 5,
      max_output_tokens: 0,
      items_without_max_output_tokens: 1,
    },
  ],
  created_at: "2026-11-24T12:00:00.000Z",
};

test("a model that several groups name is named once", () => {
  expect(fileModels(file)).toEqual(["small", "large"]);
});

test("a search finds by name, model, id and hash, and needs every word", () => {
  expect(fitsSearch(file, "")).toBe(true);
  expect(fitsSearch(file, "march small")).toBe(true);
  expect(fitsSearch(file, "AB12")).toBe(true);
  expect(fitsSearch(file, id)).toBe(true);
  expect(fitsSearch(file, "march april")).toBe(false);
});
