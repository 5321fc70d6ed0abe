import { expect, test } from "vitest";
import { canonicalJson, fingerprintOf, spacedFingerprint } from "./fingerprint.ts";

test("the order in which fields were written changes nothing; any value does", () => {
  const made = { id: "bat_1", counts: { total: 2, failed: 0 }, at: [1, null] };
  const same = { at: [1, null], counts: { failed: 0, total: 2 }, id: "bat_1", error: undefined };
  expect(canonicalJson(made)).toBe(canonicalJson(same));
  expect(fingerprintOf(made)).toBe(fingerprintOf(same));
  expect(fingerprintOf({ ...made, id: "bat_2" })).not.toBe(fingerprintOf(made));
  expect(fingerprintOf({ ...made, at: [null, 1] })).not.toBe(fingerprintOf(made));
});

test("a fingerprint is sixteen digits, shown in groups", () => {
  expect(fingerprintOf({})).toMatch(/^[0-9a-f]{16}$/);
  expect(spacedFingerprint("0123456789abcdef")).toBe("0123 4567 89ab cdef");
});
