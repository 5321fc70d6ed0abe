import { expect, test } from "vitest";
import { nextTask } from "./next-task.ts";

test("comes when all that is due in this task has been done", async () => {
  let hasCome = false;
  const coming = nextTask().then(() => (hasCome = true));
  for (let due = 0; due < 100; due += 1) await Promise.resolve();
  expect(hasCome).toBe(false);
  await coming;
  expect(hasCome).toBe(true);
});
