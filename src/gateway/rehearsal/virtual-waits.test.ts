import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VirtualWaits } from "./virtual-waits.ts";

const never = new AbortController().signal;

describe("virtual waits", () => {
  test("end the earliest first, and of those due at one moment the first to have begun", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { maxLength: 30 }), async (moments) => {
        const waits = new VirtualWaits();
        const ended: number[] = [];
        const all = moments.map((due, at) => waits.add(due, never).then(() => ended.push(at)));
        while (waits.size > 0) {
          expect(waits.nextDueMs).toBe(Math.min(...moments.filter((_, at) => !ended.includes(at))));
          waits.endNext();
          await Promise.resolve();
        }
        await Promise.all(all);
        const inOrder = [...moments.keys()].toSorted(
          (left, right) => (moments[left] ?? 0) - (moments[right] ?? 0) || left - right,
        );
        expect(ended).toEqual(inOrder);
      }),
    );
  });

  test("are gone once their signal aborts, with its reason", async () => {
    const waits = new VirtualWaits();
    const stopping = new AbortController();
    const stopped = waits.add(5, stopping.signal);
    const kept = waits.add(9, never);
    stopping.abort(new Error("no more"));
    await expect(stopped).rejects.toThrow("no more");
    await expect(waits.add(1, stopping.signal)).rejects.toThrow("no more");
    expect([waits.size, waits.nextDueMs]).toEqual([1, 9]);
    waits.endNext();
    await kept;
  });
});
