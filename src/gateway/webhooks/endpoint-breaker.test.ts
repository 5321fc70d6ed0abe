import { expect, test } from "vitest";
import { EndpointBreaker, ONE_ATTEMPT_IN_MS, OPENS_AFTER_FAILURES } from "./endpoint-breaker.ts";

const endpoint = "org_a https://hook.example/";

function openedBreaker() {
  let now = 1_000_000;
  const breaker = new EndpointBreaker({ now: () => new Date(now) });
  for (let failed = 0; failed < OPENS_AFTER_FAILURES; failed += 1) breaker.noteFailure(endpoint);
  return { breaker, advance: (ms: number) => void (now += ms) };
}

test("it lets all through until enough attempts have failed in a row, and another endpoint always", () => {
  const { breaker } = openedBreaker();
  expect(breaker.letsThrough(endpoint)).toBe(false);
  expect(breaker.letsThrough("org_b https://hook.example/")).toBe(true);
  breaker.noteArrival(endpoint);
  for (let failed = 1; failed < OPENS_AFTER_FAILURES; failed += 1) breaker.noteFailure(endpoint);
  expect(breaker.letsThrough(endpoint)).toBe(true);
});

test("once open it lets one through after a while, and the next only a while after that", () => {
  const { breaker, advance } = openedBreaker();
  advance(ONE_ATTEMPT_IN_MS - 1);
  expect(breaker.letsThrough(endpoint)).toBe(false);
  advance(1);
  expect([breaker.letsThrough(endpoint), breaker.letsThrough(endpoint)]).toEqual([true, false]);
  breaker.noteFailure(endpoint);
  advance(ONE_ATTEMPT_IN_MS);
  expect(breaker.letsThrough(endpoint)).toBe(true);
});

test("one that arrives closes it at once", () => {
  const { breaker, advance } = openedBreaker();
  advance(ONE_ATTEMPT_IN_MS);
  expect(breaker.letsThrough(endpoint)).toBe(true);
  breaker.noteArrival(endpoint);
  expect([breaker.letsThrough(endpoint), breaker.letsThrough(endpoint)]).toEqual([true, true]);
});

test("a clock that begins anew, as a rehearsal's does, opens the way", () => {
  const { breaker, advance } = openedBreaker();
  advance(-500_000);
  expect(breaker.letsThrough(endpoint)).toBe(true);
});
