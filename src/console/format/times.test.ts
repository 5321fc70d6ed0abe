import { expect, test } from "vitest";
import {
  formatDate,
  formatExactTime,
  formatLocalTime,
  formatMoment,
  formatOtherways,
  formatRelativeTime,
  formatTimeOfDay,
  formatUtcTime,
} from "./times.ts";

const moment = "2026-11-25T01:12:04.250Z";
const berlin = { timeZone: "Europe/Berlin" };
const spaced = (text: string) => text.replaceAll("\u00a0", " ");

test("writes a time in the reader's zone and in UTC, each naming its zone", () => {
  expect(formatLocalTime(moment, berlin)).toBe("25 Nov 2026, 02:12:04 CET");
  expect(formatUtcTime(moment)).toBe("2026-11-25 01:12:04 UTC");
});

test("writes the time of day and the date alone, each in the zone asked for", () => {
  expect(formatTimeOfDay(moment, berlin)).toBe("02:12:04");
  expect(formatDate("2026-11-25T23:30:00Z", berlin)).toBe("26 Nov 2026");
});

test("says how far a time lies away, in one unit, rounded down", () => {
  const now = Date.parse(moment);
  expect(spaced(formatRelativeTime(now - 400, now))).toBe("just now");
  expect(spaced(formatRelativeTime(now - 12_900, now))).toBe("12 s ago");
  expect(spaced(formatRelativeTime(now - 119_000, now))).toBe("1 m ago");
  expect(spaced(formatRelativeTime(now + 3 * 60_000, now))).toBe("in 3 m");
  expect(spaced(formatRelativeTime(now - 26 * 3_600_000, now))).toBe("1 d ago");
});

test("gives the date of what is older than thirty days", () => {
  expect(formatRelativeTime("2026-01-05T12:00:00Z", Date.parse(moment))).toBe("5 Jan 2026");
});

test("a day without a time is that day in every zone", () => {
  expect(formatDate("2026-11-25", { timeZone: "America/Los_Angeles" })).toBe("25 Nov 2026");
});

test("writes a moment in each style, and for who hovers in the two others", () => {
  const now = Date.parse(moment) + 12_000;
  const relative = formatRelativeTime(moment, now);
  const local = formatLocalTime(moment);
  expect(formatMoment(moment, "relative", now)).toBe(relative);
  expect(formatMoment(moment, "local", now)).toBe(local);
  expect(formatMoment(moment, "utc", now)).toBe("2026-11-25 01:12:04 UTC");
  expect(formatOtherways(moment, "utc", now)).toBe(`${relative} · ${local}`);
  expect(formatOtherways(moment, "relative", now)).toBe(`${local} · 2026-11-25 01:12:04 UTC`);
});

test("an exact time is never written as how long ago", () => {
  expect(formatExactTime(moment, "relative")).toBe(formatLocalTime(moment));
  expect(formatExactTime(moment, "local")).toBe(formatLocalTime(moment));
  expect(formatExactTime(moment, "utc")).toBe(formatUtcTime(moment));
});

test("gives a broken time back as it came", () => {
  expect(formatUtcTime("soon")).toBe("soon");
  expect(formatLocalTime("soon")).toBe("soon");
  expect(formatRelativeTime("soon", 0)).toBe("soon");
});
