import { expect, test } from "vitest";
import { TIME_STYLES, type TimeStyle } from "../format/times.ts";
import { nextTimeStyle } from "./time-style.ts";

test("one key leads through every style and back to the first", () => {
  const walked: TimeStyle[] = ["relative"];
  for (const _ of TIME_STYLES) walked.push(nextTimeStyle(walked.at(-1) ?? "relative"));
  expect(walked).toEqual(["relative", "local", "utc", "relative"]);
});
