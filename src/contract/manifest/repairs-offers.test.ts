import { expect, test } from "vitest";
import type { ManifestIssueCode } from "./issues.ts";
import { createRepairTally, repairOffers, type RepairOffer } from "./repairs-offers.ts";
import type { ManifestSummary } from "./summary.ts";

function offersOf(
  summary: Partial<ManifestSummary>,
  tally: { missing_ids?: number; first_fault?: ManifestIssueCode } = {},
  startsAsArray = false,
): RepairOffer[] {
  const whole: ManifestSummary = {
    format: "native",
    bytes: 100,
    line_count: 3,
    item_count: 0,
    issue_count: 0,
    issues_by_code: {},
    groups: [],
    urls: [],
    line_index: { every: 1, offsets: [] },
    has_bom: false,
    has_crlf: false,
    is_complete: true,
    ...summary,
  };
  return repairOffers(
    whole,
    { missing_ids: tally.missing_ids ?? 0, first_fault: tally.first_fault },
    startsAsArray,
  );
}

const offer = (
  repair: RepairOffer["repair"],
  count: number | null,
  is_safe: boolean,
  is_fault: boolean,
) => ({ repair, count, is_safe, is_fault });

test("a good file is offered nothing but the other format", () => {
  const away = offer("to_openai_batch", 3, false, false);
  expect(offersOf({ item_count: 3 })).toEqual([away]);
  expect(offersOf({ item_count: 3, format: "openai_batch" })).toEqual([
    offer("to_native", 3, false, false),
  ]);
  expect(offersOf({})).toEqual([]);
});

test("each fault that can be mended is offered with its count, and only what changes no meaning is safe", () => {
  const summary = {
    has_bom: true,
    has_crlf: true,
    issues_by_code: { blank_line: 4, duplicate_id: 5, mixed_formats: 6 },
  };
  const shared = [
    offer("drop_bom", 1, true, false),
    offer("crlf_to_lf", null, true, false),
    offer("remove_blank_lines", 4, true, true),
    offer("add_missing_ids", 2, true, true),
    offer("unique_ids", 5, false, true),
  ];
  expect(offersOf(summary, { missing_ids: 2 })).toEqual([
    ...shared,
    offer("to_native", 6, false, true),
  ]);
  expect(offersOf({ ...summary, format: "openai_batch" }, { missing_ids: 2 })).toEqual([
    ...shared,
    offer("to_openai_batch", 6, false, true),
  ]);
});

test("where no line shows a format none is offered, and where the check stopped nothing is", () => {
  const summary = { format: null, item_count: 3, issues_by_code: { blank_line: 1 } };
  expect(offersOf(summary)).toEqual([offer("remove_blank_lines", 1, true, true)]);
  expect(offersOf({ has_bom: true, is_complete: false, item_count: 3 })).toEqual([]);
});

test("what begins as a list is taken for one unless it has good lines behind a first bad one", () => {
  const list = [offer("array_to_lines", null, true, true)];
  const away = [offer("to_openai_batch", 1, false, false)];
  expect(offersOf({ item_count: 0 }, { first_fault: "not_an_object" }, true)).toEqual(list);
  expect(offersOf({ item_count: 1 }, { first_fault: "invalid_json" }, true)).toEqual(list);
  expect(offersOf({ item_count: 1 }, { first_fault: "not_an_object" }, true)).toEqual(away);
  expect(offersOf({ item_count: 1 }, { first_fault: "invalid_json" }, false)).toEqual(away);
});

test("lines without any id are counted, not those whose id has another name or is bad", () => {
  const tally = createRepairTally();
  const add = (line: number, code: ManifestIssueCode, path?: string) =>
    tally.add({ line, code, message: "", ...(path === undefined ? {} : { path }) });
  expect(tally.first_fault).toBeUndefined();
  add(1, "blank_line");
  expect(tally.first_fault).toBeUndefined();
  add(2, "unknown_field", "id");
  add(2, "missing_field", "customer_item_id");
  add(3, "unknown_field", "other");
  add(3, "missing_field", "customer_item_id");
  add(4, "missing_field", "custom_id");
  add(4, "missing_field", "model");
  add(5, "invalid_type", "custom_id");
  add(6, "invalid_type", "custom_id");
  add(6, "missing_field", "custom_id");
  add(7, "invalid_json");
  expect(tally.missing_ids).toBe(3);
  expect(tally.first_fault).toBe("unknown_field");
});

test.each(["id", "custom_id", "customer_item_id"])("a field called %s is an id", (name) => {
  const tally = createRepairTally();
  tally.add({ line: 1, code: "unknown_field", message: "", path: name });
  tally.add({ line: 1, code: "missing_field", message: "", path: "customer_item_id" });
  expect(tally.missing_ids).toBe(0);
});
