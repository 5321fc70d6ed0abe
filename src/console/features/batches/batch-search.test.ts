import { expect, test } from "vitest";
import { readBatchView, writeBatchView } from "./batch-search.ts";

test("a view survives its address", () => {
  const view = { tab: "items", status: "failed", cause: "provider_429", item: "a/b & c" } as const;
  expect(readBatchView(new URLSearchParams(writeBatchView(view).toString()))).toEqual(view);
});

test("what is as usual is not in the address, and unknown words are passed over", () => {
  const usual = { tab: "overview", status: null, cause: null, item: null } as const;
  expect(writeBatchView(usual).toString()).toBe("");
  expect(readBatchView(new URLSearchParams("tab=nonsense&status=green"))).toEqual(usual);
});
