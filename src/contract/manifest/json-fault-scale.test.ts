import { expect, test } from "vitest";
import { findJsonFault } from "./json-fault.ts";

test("nesting without end is no danger to it", () => {
  expect(findJsonFault("[".repeat(1_000_000))?.message).toContain("ends inside the list");
});
