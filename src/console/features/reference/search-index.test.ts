import { allEndpoints } from "#contract/whole-api.ts";
import { expect, test } from "vitest";
import { FIELD_WORDS } from "./field-words.ts";
import { searchIndex, searchReference } from "./search-index.ts";
import { sectionOfSlug } from "./sections.ts";
import { TRIED_NAMES, tryIt } from "./try-it.ts";

const titles = (text: string): string[] => searchReference(text).map(({ title }) => title);

test("an endpoint is found by its title, by its path and by a field of its", () => {
  expect(titles("submit batch")[0]).toBe("Submit a batch on a locked quote");
  expect(titles("/v1/quotes/model")).toContain("Lock a quote for a model batch");
  expect(searchReference("ladder_rank")[0]).toMatchObject({ field: "ladder_rank" });
});

test("an exact code goes first, and words that nothing has find nothing", () => {
  expect(titles("quote_expired")[0]).toBe("quote_expired");
  expect(searchReference("zzz quote")).toEqual([]);
  expect(searchReference("  ")).toEqual([]);
});

test("every entry leads to a section that there is", () => {
  for (const { to } of searchIndex()) {
    const [, , slug] = to.split("#")[0]?.split("/") ?? [];
    expect(sectionOfSlug(slug), to).toBeDefined();
  }
});

test("nobody is sent to try an endpoint that there is not", () => {
  const names = allEndpoints.map(({ name }) => name);
  expect(TRIED_NAMES.filter((name) => !names.includes(name))).toEqual([]);
});

test("what is about one thing opens the newest one, and the list where there is none", () => {
  expect(tryIt("batches.get", { batch: "bat_1" })?.to).toBe("/batches/bat_1");
  expect(tryIt("batches.get", {})?.to).toBe("/batches");
  expect(tryIt("batches.artifact", {})).toBeUndefined();
});

test("no words are kept for a field that no endpoint has any more", () => {
  const known = new Set(searchIndex().flatMap(({ fields }) => fields));
  expect(Object.keys(FIELD_WORDS).filter((name) => !known.has(name))).toEqual([]);
});
