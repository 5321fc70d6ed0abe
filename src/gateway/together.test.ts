import { afterEach, describe, expect, test, vi } from "vitest";
import { Together } from "./together.ts";

afterEach(() => void vi.useRealTimers());

/** Work that goes on only when told, and what it was asked for. */
function heldWork() {
  const rounds: number[][] = [];
  const releases: (() => void)[] = [];
  const together = new Together<number, string>({ most: 3 }, async (entries) => {
    rounds.push([...entries]);
    await new Promise<void>((resolve) => releases.push(resolve));
    return entries.map((entry) => ({ status: "fulfilled", value: `done ${entry}` }));
  });
  const release = async (): Promise<void> => {
    releases.shift()?.();
    // Whatever follows from it happens in microtasks alone.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { together, rounds, release };
}

describe("work that is done together", () => {
  test("takes along what is asked for in the same turn, and what comes meanwhile goes with the next round", async () => {
    const { together, rounds, release } = heldWork();
    const first = [together.run(1), together.run(2)];
    await Promise.resolve();
    const second = [together.run(3), together.run(4)];
    await release();
    expect(await Promise.all(first)).toEqual(["done 1", "done 2"]);
    await release();
    expect(await Promise.all(second)).toEqual(["done 3", "done 4"]);
    expect(rounds).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("takes no more at a time than it may, in the order asked for", async () => {
    const { together, rounds, release } = heldWork();
    const all = [1, 2, 3, 4, 5].map((entry) => together.run(entry));
    await release();
    await release();
    await release();
    await Promise.all(all);
    expect(rounds).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  test("begins at once, and again no sooner than it may, with all that came meanwhile", async () => {
    vi.useFakeTimers();
    const rounds: number[][] = [];
    const together = new Together<number, number>({ most: 9, apartMs: 10 }, async (entries) => {
      rounds.push([...entries]);
      return entries.map((value) => ({ status: "fulfilled", value }));
    });
    await together.run(1);
    const second = together.run(2);
    await vi.advanceTimersByTimeAsync(9);
    const third = together.run(3);
    expect(rounds).toEqual([[1]]);
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all([second, third]);
    await vi.advanceTimersByTimeAsync(10);
    await together.run(4);
    expect(rounds).toEqual([[1], [2, 3], [4]]);
  });

  test("answers each entry by itself", async () => {
    const together = new Together<number, string>({ most: 9 }, async (entries) =>
      entries.map((entry) =>
        entry === 2
          ? { status: "rejected", reason: new RangeError("two") }
          : { status: "fulfilled", value: `done ${entry}` },
      ),
    );
    const results = await Promise.allSettled([1, 2, 3].map((entry) => together.run(entry)));
    expect(results).toEqual([
      { status: "fulfilled", value: "done 1" },
      { status: "rejected", reason: new RangeError("two") },
      { status: "fulfilled", value: "done 3" },
    ]);
  });

  test("is tried entry by entry where it fails as a whole, so that one spoils none beside it, and goes on afterwards", async () => {
    const sizes: number[] = [];
    const together = new Together<number, number>({ most: 9 }, async (entries) => {
      sizes.push(entries.length);
      if (entries.includes(2)) throw new RangeError("two");
      return entries.map((value) => ({ status: "fulfilled", value }));
    });
    const results = await Promise.allSettled([1, 2, 3].map((entry) => together.run(entry)));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(sizes).toEqual([3, 1, 1, 1]);
    expect(await together.run(4)).toBe(4);
  });

  test("tells an entry that was left without an answer", async () => {
    const together = new Together<number, number>({ most: 9 }, async () => []);
    await expect(together.run(1)).rejects.toThrow("no answer");
  });
});
