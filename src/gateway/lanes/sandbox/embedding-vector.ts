import { drawsFor } from "./chance.ts";

const DEFAULT_DIMENSIONS = 16;
const MAX_DIMENSIONS = 256;

/** How many numbers the sandbox gives for what a request asks: 16 when it does not say, never above 256. */
export function sandboxDimensions(asked: unknown): number {
  if (typeof asked !== "number" || !Number.isInteger(asked) || asked < 1) return DEFAULT_DIMENSIONS;
  return Math.min(asked, MAX_DIMENSIONS);
}

/** A vector of length 1 that depends on the text alone; texts that share words lie closer together. */
export function embeddingVector(seed: number, text: string, dimensions: number): number[] {
  const sum = Array.from({ length: dimensions }, () => 0);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  for (const word of words.length === 0 ? [text] : words) {
    const draws = drawsFor("embedding", seed, word);
    for (let at = 0; at < dimensions; at += 1) sum[at] = (sum[at] ?? 0) + draws.next() * 2 - 1;
  }
  const length = Math.hypot(...sum) || 1;
  return sum.map((number) => Number((number / length).toFixed(8)));
}
