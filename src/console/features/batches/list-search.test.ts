import { expect, test } from "vitest";
import { metadataPair, readListView, writeListView } from "./list-search.ts";

test("a view survives its address", () => {
  const view = { status: "failed", metadata: "team: a & b", cursor: "c1" } as const;
  expect(readListView(new URLSearchParams(writeListView(view).toString()))).toEqual(view);
  expect(writeListView({ status: null, metadata: null, cursor: null }).toString()).toBe("");
});

test("an unknown status is passed over", () => {
  expect(readListView(new URLSearchParams("status=green")).status).toBeNull();
});

test("metadata is a key and a value, and a value may hold colons", () => {
  expect(metadataPair(" url : http://a:1 ")).toEqual({ url: "http://a:1" });
  expect(metadataPair("name")).toBeUndefined();
  expect(metadataPair("name: ")).toBeUndefined();
});
