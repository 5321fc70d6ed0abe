import { expect, test } from "vitest";
import { readLedgerShown, SHOWN_FIRST, writeLedgerShown } from "./ledger-address.ts";

test("a view comes back from its address as it was", () => {
  const shown = {
    method: "POST",
    outcome: "off-contract",
    text: "bat_ 1",
    call: 12,
    tab: "replay",
  } as const;
  expect(readLedgerShown(writeLedgerShown(shown))).toEqual(shown);
});

test("what is as usual is not in the address, and words that it does not know are passed over", () => {
  expect(writeLedgerShown(SHOWN_FIRST).toString()).toBe("");
  const odd = new URLSearchParams("method=PATCH&status=9xx&call=x&tab=cookies");
  expect(readLedgerShown(odd)).toEqual(SHOWN_FIRST);
});
