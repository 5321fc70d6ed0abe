import { expect, test } from "vitest";
import { firstChoice, repairedName, withChoice } from "./repair-words.ts";

test("a repaired file says so in its name, once", () => {
  expect(repairedName("orders.jsonl")).toBe("orders.repaired.jsonl");
  expect(repairedName("orders.json")).toBe("orders.repaired.jsonl");
  expect(repairedName("orders.repaired.jsonl")).toBe("orders.repaired.jsonl");
});

test("only what changes no meaning is ticked to begin with", () => {
  const offer = { count: 1, is_fault: true };
  const offers = [
    { ...offer, repair: "drop_bom" as const, is_safe: true },
    { ...offer, repair: "unique_ids" as const, is_safe: false },
  ];
  expect([...firstChoice(offers)]).toEqual(["drop_bom"]);
});

test("of the two formats one at most is chosen", () => {
  const native = withChoice(new Set(["drop_bom"]), "to_native", true);
  expect([...withChoice(native, "to_openai_batch", true)]).toEqual(["drop_bom", "to_openai_batch"]);
  expect([...withChoice(native, "to_native", false)]).toEqual(["drop_bom"]);
});
