import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { onAbort } from "./on-abort.ts";

test("all who wait are called once, in the order in which they asked, by one listener", () => {
  const stopping = new AbortController();
  const called: number[] = [];
  for (const who of [1, 2, 3]) onAbort(stopping.signal, () => called.push(who));
  expect(getEventListeners(stopping.signal, "abort")).toHaveLength(1);
  stopping.abort();
  stopping.abort();
  expect(called).toEqual([1, 2, 3]);
});

test("who has taken it back is not called, and the last one to do so leaves no listener", () => {
  const stopping = new AbortController();
  const called: number[] = [];
  const [first, second] = [1, 2].map((who) => onAbort(stopping.signal, () => called.push(who)));
  first?.();
  expect(getEventListeners(stopping.signal, "abort")).toHaveLength(1);
  second?.();
  expect(getEventListeners(stopping.signal, "abort")).toEqual([]);
  onAbort(stopping.signal, () => called.push(3));
  second?.();
  stopping.abort();
  expect(called).toEqual([3]);
});

test("one that takes others back while it is called keeps them from being called", () => {
  const stopping = new AbortController();
  const called: number[] = [];
  onAbort(stopping.signal, () => takeBack());
  const takeBack = onAbort(stopping.signal, () => called.push(2));
  stopping.abort();
  expect(called).toEqual([]);
});
