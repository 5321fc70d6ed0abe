import { expect, test } from "vitest";
import { ToastStore } from "./toast-store.ts";

const messages = (store: ToastStore) => store.read().map((toast) => toast.message);

test("shows at most three, the oldest giving way", () => {
  const store = new ToastStore();
  for (const message of ["one", "two", "three", "four"]) store.add("done", message);
  expect(messages(store)).toEqual(["two", "three", "four"]);
});

test("says the same thing once, as the latest", () => {
  const store = new ToastStore();
  store.add("failed", "The gateway does not answer");
  store.add("done", "Batch cancelled");
  store.add("failed", "The gateway does not answer");
  expect(messages(store)).toEqual(["Batch cancelled", "The gateway does not answer"]);
});

test("keeps what went wrong until it is sent away", () => {
  const store = new ToastStore();
  const id = store.add("failed", "The gateway does not answer");
  store.add("done", "Batch cancelled");
  expect(store.read().map((toast) => toast.lastsMs)).toEqual([Infinity, 5_000]);
  store.remove(id);
  expect(messages(store)).toEqual(["Batch cancelled"]);
});

test("gives the same list until something changes, then tells each listener once", () => {
  const store = new ToastStore();
  let calls = 0;
  const stop = store.subscribe(() => (calls += 1));
  expect(store.read()).toBe(store.read());
  store.add("done", "Copied");
  stop();
  store.add("done", "Copied again");
  expect(calls).toBe(1);
});
