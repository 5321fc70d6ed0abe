import { expect, test } from "vitest";
import { announcement, endNotice, tabIcon, tabTitle } from "./announcement.ts";
import type { OutcomeFacts } from "./outcome-words.ts";

function at(completed: number, status: OutcomeFacts["status"] = "processing"): OutcomeFacts {
  const counts = { total: 1_000, completed, failed: 0, cancelled: 0 };
  return { status, counts, cancel_requested: false, error: null };
}

test("a run of a thousand items says eleven things, one each tenth", () => {
  const said = new Set<string>();
  for (let completed = 0; completed <= 1_000; completed += 1) said.add(announcement(at(completed)));
  expect(said.size).toBe(11);
});

test("a state change and the end are said", () => {
  expect(announcement(at(0, "queued"))).not.toBe(announcement(at(0, "routing")));
  expect(announcement(at(1_000, "completed"))).toBe("Batch completed.");
});

test("the tab tells how far it is, and only a wholly good end looks good", () => {
  expect(tabTitle(at(619), "gsm8k")).toBe("61 % · gsm8k · Batchrouter");
  expect(tabIcon(at(1_000, "completed"))).toBe("/favicon-done.svg");
  expect(tabIcon(at(0, "cancelled"))).toBe("/favicon-attention.svg");
});

test("a notification names the batch, how it ended, and what was delivered", () => {
  expect(endNotice(at(1_000, "completed"), "gsm8k")).toEqual({
    title: "gsm8k: completed",
    body: "1,000 of 1,000\u00a0items have an answer.",
  });
  expect(endNotice(at(3, "expired"), "gsm8k").body).toContain("The deadline passed");
});
