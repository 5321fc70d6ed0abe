import { expect, test } from "vitest";
import { KeyTurns } from "./key-turns.ts";

function gate() {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

test("who names the same key waits for those before, and who names another does not", async () => {
  const turns = new KeyTurns();
  const first = gate();
  const done: string[] = [];
  const all = [
    turns.run("a", async () => {
      await first.opened;
      done.push("a1");
    }),
    turns.run("a", async () => void done.push("a2")),
    turns.run("b", async () => void done.push("b1")),
  ];
  await all[2];
  expect(done).toEqual(["b1"]);
  first.open();
  await Promise.all(all);
  expect(done).toEqual(["b1", "a1", "a2"]);
});

test("a turn that fails is the failure of its own work alone", async () => {
  const turns = new KeyTurns();
  const failing = turns.run("a", () => Promise.reject(new Error("no")));
  const after = turns.run("a", async () => "yes");
  await expect(failing).rejects.toThrow("no");
  expect(await after).toBe("yes");
});
