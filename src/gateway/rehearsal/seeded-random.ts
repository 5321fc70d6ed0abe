import { createHash } from "node:crypto";
import type { RandomBytes } from "#contract/random-bytes.ts";
import type { Chance } from "../chance.ts";

/**
 * Bytes that look random and are the same for the same seed: the n-th draw for a purpose, whatever is drawn for others in
 * between. Whoever knows the seed knows every secret made of them, so they serve rehearsals and nothing else. `epoch`
 * counts the processes that a rehearsal has run in: another one draws other bytes, so that nothing is drawn twice.
 */
export function seededBytes(seed: number, epoch: number): RandomBytes {
  const draws = new Map<string, number>();
  return (purpose, size) => {
    const draw = draws.get(purpose) ?? 0;
    draws.set(purpose, draw + 1);
    // SHAKE gives as many bytes as are asked for.
    return createHash("shake256", { outputLength: size })
      .update(JSON.stringify([seed, epoch, purpose, draw]))
      .digest();
  };
}

const CHANCE_BYTES = 6;

/** Chance by what it is used for alone, in whatever order it is asked. */
export function seededChance(seed: number): Chance {
  return (...use) => {
    const digest = createHash("sha256")
      .update(JSON.stringify([seed, "chance", ...use]))
      .digest();
    return digest.readUIntBE(0, CHANCE_BYTES) / 2 ** (8 * CHANCE_BYTES);
  };
}
