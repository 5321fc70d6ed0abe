import { hash } from "node:crypto";

/** Random numbers that are the same on every run. */
export interface Draws {
  /** The next number, from 0 up to but not including 1. */
  next(): number;
  /** One of the choices, all equally likely; undefined when there are none. */
  pick<Choice>(choices: readonly Choice[]): Choice | undefined;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
}

/** 64 hexadecimal digits that depend on every part and on where one part ends and the next begins. */
export function fingerprint(...parts: readonly (string | number)[]): string {
  return hash("sha256", JSON.stringify(parts), "hex");
}

/** A sequence that depends on the parts alone. */
export function drawsFor(...parts: readonly (string | number)[]): Draws {
  let state = Number.parseInt(fingerprint(...parts).slice(0, 8), 16);
  // mulberry32: a counter, well mixed; good for 2^32 numbers, and far fewer are drawn here.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    pick: (choices) => choices[Math.floor(next() * choices.length)],
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
  };
}
