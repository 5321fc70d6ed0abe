import { expect, test } from "vitest";
import { ANSWER_PRESETS, answerEffect, presetOf } from "./inbox-answers.ts";

test("each preset is recognised by its own answer", () => {
  for (const [name, { answer }] of Object.entries(ANSWER_PRESETS))
    expect(presetOf(answer)).toBe(name);
});

test("a dropped connection is one, whatever would have been answered", () => {
  expect(presetOf({ status: 503, delay_ms: 20, drop: true })).toBe("drop");
});

test.each([
  [{ status: 204, delay_ms: 0, drop: false }, "204 at once: the delivery is done."],
  [
    { status: 503, delay_ms: 300, drop: false },
    "503 after 300 ms: tried again, with longer and longer waits.",
  ],
  [{ status: 410, delay_ms: 5, drop: false }, "410 after 5 ms: the delivery stops for good, and the organisation's endpoint is disabled."],
  [{ status: 204, delay_ms: 30_000, drop: false }, ANSWER_PRESETS.hang.effect],
])("says what the answer %j does to a delivery", (answer, effect) => {
  expect(presetOf(answer)).toBe("custom");
  expect(answerEffect(answer)).toBe(effect);
});
