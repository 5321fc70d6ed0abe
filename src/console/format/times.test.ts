import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
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
const spaced = (text: string) => text.replaceAll("\u00a0", " ");

afterEach(() => void vi.unstubAllEnvs());

/** Moves the reader to a place. */
function moveTo(zone: string): void {
  vi.stubEnv("TZ", zone);
}

test.each([
  ["Europe/Berlin", moment, "25 Nov 2026, 02:12:04 UTC+1"],
  ["Europe/Berlin", "2026-07-01T22:30:00Z", "2 Jul 2026, 00:30:00 UTC+2"],
  ["America/Los_Angeles", moment, "24 Nov 2026, 17:12:04 UTC−8"],
  ["America/St_Johns", "2026-12-31T23:59:59Z", "31 Dec 2026, 20:29:59 UTC−3:30"],
  ["Asia/Kolkata", "2026-01-31T18:30:00Z", "1 Feb 2026, 00:00:00 UTC+5:30"],
  ["UTC", moment, "25 Nov 2026, 01:12:04 UTC"],
])("writes a time by a clock in %s, which names its zone", (zone, at, written) => {
  moveTo(zone);
  expect(formatLocalTime(at)).toBe(written);
  expect(formatLocalTime(Date.parse(at))).toBe(written);
});

test("shows what the platform's own format shows, at any moment in any zone", () => {
  const zones = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"];
  const date = fc.date({
    min: new Date("1990-01-01"),
    max: new Date("2090-01-01"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(fc.constantFrom(...zones), date, (timeZone, at) => {
      moveTo(timeZone);
      const platform = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" });
      const day = new Intl.DateTimeFormat("en-CA", { timeZone }).format(at);
      expect([formatTimeOfDay(at), formatDate(at)]).toEqual([platform.format(at), formatDate(day)]);
    }),
  );
});

test("writes a time in UTC, and the time of day by either clock", () => {
  moveTo("Europe/Berlin");
  expect(formatUtcTime(moment)).toBe("2026-11-25 01:12:04 UTC");
  expect(formatTimeOfDay(moment)).toBe("02:12:04");
  expect(formatTimeOfDay(moment, "utc")).toBe("01:12:04");
  expect(formatDate("2026-11-25T23:30:00Z")).toBe("26 Nov 2026");
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
  moveTo("America/Los_Angeles");
  expect(formatDate("2026-11-25")).toBe("25 Nov 2026");
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
  expect(formatTimeOfDay("soon")).toBe("soon");
  expect(formatDate("soon")).toBe("soon");
  expect(formatRelativeTime("soon", 0)).toBe("soon");
});
