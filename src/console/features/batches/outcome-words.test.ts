import { expect, test } from "vitest";
import { type OutcomeFacts, outcomeWords } from "./outcome-words.ts";

function facts(status: OutcomeFacts["status"], completed: number, failed: number): OutcomeFacts {
  return {
    status,
    counts: { total: 20, completed, failed, cancelled: 20 - completed - failed },
    cancel_requested: false,
    error: null,
  };
}

test("only a batch without a failure is green", () => {
  const ends = [
    facts("completed", 20, 0),
    facts("completed", 14, 6),
    facts("completed", 0, 20),
    facts("failed", 3, 0),
    facts("cancelled", 3, 0),
    facts("expired", 3, 0),
  ].map((batch) => outcomeWords(batch));
  expect(ends.map(({ tone }) => tone)).toEqual([
    "done",
    "attention",
    "failed",
    "failed",
    "attention",
    "attention",
  ]);
  expect(new Set(ends.map(({ word }) => word)).size).toBe(ends.length);
});

test("an end that is not wholly good says what was delivered and what was not", () => {
  expect(outcomeWords(facts("completed", 14, 6)).sentence).toMatch(
    /^14 of 20\u00a0items have an answer/,
  );
  expect(outcomeWords(facts("completed", 0, 20)).sentence).toContain("no output file");
  expect(outcomeWords(facts("cancelled", 1, 0)).sentence).toMatch(
    /1\u00a0item was done.*19\u00a0items had not/,
  );
  const failed = {
    ...facts("failed", 0, 0),
    error: { code: "x", message: "No lane could take it" },
  };
  expect(outcomeWords(failed).sentence).toBe("No lane could take it. No item was done.");
});

test("while it runs the word is the state, and cancelling once that was asked for", () => {
  expect(outcomeWords(facts("queued", 0, 0))).toMatchObject({ tone: "waiting", word: "queued" });
  expect(outcomeWords(facts("processing", 3, 0))).toMatchObject({
    tone: "running",
    word: "processing",
  });
  const cancelling = { ...facts("processing", 3, 0), cancel_requested: true };
  expect(outcomeWords(cancelling).word).toBe("cancelling");
});
