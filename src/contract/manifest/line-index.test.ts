import { expect, test } from "vitest";
import { LineIndexBuilder } from "./line-index.ts";

test("few items each have their offset", () => {
  const index = new LineIndexBuilder(8);
  for (const offset of [3, 10, 20]) index.add(offset);
  expect(index.build()).toEqual({ every: 1, offsets: [3, 10, 20] });
});

test.each([9, 16, 17, 100, 1000])(
  "of %i items the index keeps every k-th, and no more entries than it may",
  (count) => {
    const index = new LineIndexBuilder(8);
    for (let item = 0; item < count; item += 1) index.add(item * 100);
    const { every, offsets } = index.build();
    expect(offsets.length).toBeLessThanOrEqual(8);
    expect(offsets).toEqual(
      Array.from({ length: Math.ceil(count / every) }, (_, n) => n * every * 100),
    );
  },
);
