import { describe, expect, test } from "vitest";
import { seededBytes, seededChance } from "./seeded-random.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("seeded randomness", () => {
  test("gives each purpose a sequence of its own, whatever is drawn for others in between", () => {
    const [plain, mixed] = [seededBytes(7, 0), seededBytes(7, 0)];
    const first = [1, 2, 3].map(() => hex(plain("user", 11)));
    const second = [1, 2, 3].map(() => {
      mixed("mail", 40);
      return hex(mixed("user", 11));
    });
    expect(second).toEqual(first);
    expect(new Set(first).size).toBe(3);
  });

  test("draws other bytes for another seed, and for another process of the same rehearsal", () => {
    const drawn = [seededBytes(7, 0), seededBytes(8, 0), seededBytes(7, 1)].map((bytes) =>
      hex(bytes("user", 11)),
    );
    expect(new Set(drawn).size).toBe(3);
  });

  test("gives chance by its use alone, from 0 up to 1", () => {
    const uses = Array.from({ length: 200 }, (_, at) => ["batch", at] as const);
    const chance = seededChance(7);
    const numbers = uses.map((use) => chance(...use));
    expect(uses.toReversed().map((use) => seededChance(7)(...use))).toEqual(numbers.toReversed());
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(new Set(numbers).size).toBe(200);
  });
});
