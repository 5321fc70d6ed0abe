import { expect, test } from "vitest";
import { type BatchView, readBatchView, USUAL_VIEW, writeBatchView } from "./batch-search.ts";

test.each<BatchView>([
  { ...USUAL_VIEW, tab: "items", status: "failed", cause: "provider_429", item: "a/b & c" },
  { ...USUAL_VIEW, tab: "items", status: "completed", fromPlace: 2_899 },
  { ...USUAL_VIEW, tab: "compare", compare: "bat_2", verdict: "changed", item: "a" },
  { ...USUAL_VIEW, tab: "compare" },
])("a view survives its address", (view) => {
  expect(readBatchView(new URLSearchParams(writeBatchView(view).toString()))).toEqual(view);
});

test("the other batch alone opens the comparison, and another tab leaves it", () => {
  const compared = readBatchView(new URLSearchParams("compare=bat_2"));
  expect(compared.tab).toBe("compare");
  expect(writeBatchView({ ...compared, tab: "bill" }).toString()).toBe("tab=bill");
});

test("what is as usual is not in the address, and unknown words are passed over", () => {
  expect(writeBatchView(USUAL_VIEW).toString()).toBe("");
  const odd = "tab=nonsense&status=green&verdict=odd&line=-3";
  expect(readBatchView(new URLSearchParams(odd))).toEqual(USUAL_VIEW);
});

test("the line at which the items start is theirs alone, counted from 1", () => {
  const view = readBatchView(new URLSearchParams("tab=items&line=25"));
  expect(view.fromPlace).toBe(24);
  expect(writeBatchView({ ...view, tab: "bill" }).toString()).toBe("tab=bill");
});
